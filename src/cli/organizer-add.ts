import { parseArgs } from 'node:util';
import { addOrganizer } from '../organizers/add-organizer.ts';
import { createSignInLink } from '../organizers/create-sign-in-link.ts';
import { readAddress } from '../organizers/form.ts';
import { type Command, UsageError, withDeps } from './command.ts';

export const organizerAdd: Command = {
  usage: 'organizer add EMAIL [--name NAME] [--owner]',
  summary:
    'Lets someone sign in to /admin, and prints a link that does it once. Again for the same address: a new link.',
  run: async (args) => {
    const options = { name: { type: 'string' }, owner: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const email = readAddress(positionals[0] ?? '');
    if (!email || positionals.length > 1) throw new UsageError('One e-mail address is needed.');
    return await withDeps(async (deps) => {
      const role = values.owner ? 'owner' : 'organizer';
      const { added } = await addOrganizer(deps, { email, name: values.name ?? email, role });
      console.log(added ? `${email} may sign in.` : `${email} could sign in already.`);
      console.log(await createSignInLink(deps, email));
      return 0;
    });
  },
};
