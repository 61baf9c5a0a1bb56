import { parseArgs } from 'node:util';
import type { Deps } from '../deps.ts';
import { addOrganizer } from '../organizers/add-organizer.ts';
import { createSignInLink } from '../organizers/create-sign-in-link.ts';
import { readAddress, readRole } from '../organizers/form.ts';
import { listOrganizers } from '../organizers/people-queries.ts';
import { roles } from '../organizers/permissions.ts';
import { findOrganizer } from '../organizers/queries.ts';
import { removeOrganizer } from '../organizers/remove-organizer.ts';
import { resetSecondFactor } from '../organizers/reset-second-factor.ts';
import { type Command, UsageError, withDeps } from './command.ts';

const organizerAdd: Command = {
  usage: 'organizer add EMAIL [--name NAME] [--role ROLE]',
  summary: `Lets someone sign in to /admin, and prints a link that does it once. Again for the same address: a new link.
ROLE is one of ${roles.join(', ')}; left out: organizer.`,
  run: async (args) => {
    const options = { name: { type: 'string' }, role: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const email = oneAddress(positionals);
    const role = readRole(values.role ?? 'organizer');
    if (!role) throw new UsageError(`The role must be one of ${roles.join(', ')}.`);
    return await withDeps(async (deps) => {
      const { added } = await addOrganizer(deps, { email, name: values.name ?? email, role });
      console.log(added ? `${email} may sign in.` : `${email} could sign in already; their role stays as it was.`);
      console.log(await createSignInLink(deps, email));
      return 0;
    });
  },
};

const organizerList: Command = {
  usage: 'organizer list',
  summary: 'Shows who may sign in to /admin: address, role, last sign-in.',
  run: async () =>
    await withDeps(async ({ db }) => {
      for (const { email, role, lastSignedInAt } of await listOrganizers(db)) {
        console.log([email, role, lastSignedInAt?.toISOString() ?? 'never'].join('\t'));
      }
      return 0;
    }),
};

const organizerRemove: Command = {
  usage: 'organizer remove EMAIL',
  summary: 'Takes access away at once. The last owner cannot be removed.',
  run: async (args) =>
    await withOrganizer(args, async (deps, { id, email }) => {
      const removed = await removeOrganizer(deps, { organizerId: id, by: null });
      if (removed.ok) console.log(`${email} may no longer sign in.`);
      else console.error(`${email} is the last owner. Name another one first.`);
      return removed.ok ? 0 : 1;
    }),
};

const organizerReset: Command = {
  usage: 'organizer reset EMAIL',
  summary: `Takes away the passkeys and the second factor of someone who lost them, ends their sessions, and prints a link
that signs them in once.`,
  run: async (args) =>
    await withOrganizer(args, async (deps, { id, email }) => {
      await resetSecondFactor(deps, id, null);
      console.log(await createSignInLink(deps, email));
      return 0;
    }),
};

export const organizerCommands = [organizerAdd, organizerList, organizerRemove, organizerReset];

async function withOrganizer(
  args: string[],
  run: (deps: Deps, organizer: { id: string; email: string }) => Promise<number>,
): Promise<number> {
  const email = oneAddress(parseArgs({ args, allowPositionals: true }).positionals);
  return await withDeps(async (deps) => {
    const organizer = await findOrganizer(deps.db, email);
    if (organizer) return await run(deps, organizer);
    console.error(`No organizer has the address ${email}.`);
    return 1;
  });
}

function oneAddress([typed, ...more]: string[]): string {
  const email = readAddress(typed ?? '');
  if (!email || more.length > 0) throw new UsageError('One e-mail address is needed.');
  return email;
}
