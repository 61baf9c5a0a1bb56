import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { type Driven, driveCrm } from '../crm/drive-crm.ts';
import { type CrmFigures, crmFigures } from '../crm/health-queries.ts';
import { makeInboundSecret } from '../crm/make-inbound-secret.ts';
import { findRun } from '../crm/queries.ts';
import { replay } from '../crm/replay.ts';
import { type RunKind, startRun } from '../crm/start-run.ts';
import { rotateKey } from '../crm/webhooks/rotate-key.ts';
import type { Deps } from '../deps.ts';
import { readAddress } from '../organizers/form.ts';
import { findByAddress } from '../privacy/queries.ts';
import { type Command, UsageError, withDeps } from './command.ts';
import { withProgress } from './progress-bar.ts';

const flag = { type: 'boolean', default: false } as const;
const codes =
  'Exit code 0: equal; 1: something stays (waiting, refused, given up, drift); 3: the CRM is down, the rest waits.';

const sync: Command = {
  usage: 'crm sync [CONNECTOR] [--dry-run]',
  summary: `Brings everybody whom a connector holds to where they should stand in the CRM. What is there already costs no call.
--dry-run says what that would do. ${codes}`,
  run: async (args) => {
    const { values, positionals } = parseArgs({ args, options: { 'dry-run': flag }, allowPositionals: true });
    return await withConnector(positionals, (deps, crm) => run(deps, crm, values['dry-run'] ? 'dry-run' : 'backfill'));
  },
};

const reconcile: Command = {
  usage: 'crm reconcile [CONNECTOR]',
  summary: `Compares everybody with what the CRM holds of them, and prints how many differ. ${codes}`,
  run: async (args) => {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    return await withConnector(positionals, (deps, crm) => run(deps, crm, 'reconcile'));
  },
};

const again: Command = {
  usage: 'crm replay [CONNECTOR] [--contact ADDRESS]',
  summary: `Tries again what failed, was refused or given up, of one contact or of all. ${codes}`,
  run: async (args) => {
    const options = { contact: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const email = values.contact === undefined ? undefined : readAddress(values.contact);
    if (values.contact !== undefined && email === undefined) throw new UsageError('--contact: an e-mail address.');
    return await withConnector(positionals, async (deps, crm) => {
      const contact = email === undefined ? undefined : await findByAddress(deps.db, email);
      if (email !== undefined && !contact) {
        console.error('There is no contact with this address.');
        return 1;
      }
      const one = contact ? { contactId: contact.id } : {};
      const count = await replay(deps, { connectorId: crm.id, organizerId: null, ...one });
      console.log(`${count} tried again.`);
      return count === 0 ? 0 : await drive(deps, crm);
    });
  },
};

const status: Command = {
  usage: 'crm status',
  summary:
    'Prints how each connector stands. Exit code 1 where something was refused or given up, 3 where a CRM is down.',
  run: async () =>
    await withDeps(async (deps) => {
      const all = await crmFigures(deps.db, deps.clock.now());
      if (all.length === 0) console.log('No CRM is connected: /admin/crm.');
      for (const crm of all) console.log(line(crm));
      return Math.max(0, ...all.map(codeOf));
    }),
};

const inboundSecret: Command = {
  usage: 'crm inbound-secret [CONNECTOR]',
  summary: `Makes the secret that a CRM, or a flow beside it, signs with what it tells at /webhooks/crm/CONNECTOR, and prints
it this once. The one before counts no more.`,
  run: async (args) => {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    return await withConnector(positionals, async (deps, crm) => {
      const secret = await makeInboundSecret(deps, { connectorId: crm.id, organizerId: null });
      console.log(`Address: ${deps.config.baseUrl}/webhooks/crm/${crm.id}\nSecret:  ${secret}`);
      return 0;
    });
  },
};

const newKey: Command = {
  usage: 'crm rotate-key [CONNECTOR]',
  summary: `Makes a new signing key for a connector to webhooks and prints it this once. The one before goes on signing
beside it; a second change takes it away.`,
  run: async (args) => {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    return await withConnector(positionals, async (deps, crm) => {
      if (crm.vendor !== 'webhooks') {
        console.error(`${crm.name} signs nothing: only connectors to webhooks do.`);
        return 2;
      }
      console.log(await rotateKey(deps, { connectorId: crm.id, organizerId: null }));
      return 0;
    });
  },
};

export const crmCommands = [sync, reconcile, again, status, inboundSecret, newKey];

async function withConnector(
  [wanted, ...more]: string[],
  act: (deps: Deps, crm: CrmFigures) => Promise<number>,
): Promise<number> {
  if (more.length > 0) throw new UsageError('One connector, by its name or id.');
  return await withDeps(async (deps) => {
    const all = await crmFigures(deps.db, deps.clock.now());
    const named = all.filter(
      ({ id, name, vendor }) =>
        wanted === undefined || id === wanted || [name.toLowerCase(), vendor].includes(wanted.toLowerCase()),
    );
    const [crm] = named;
    if (crm && named.length === 1) return await act(deps, crm);
    const known = all.map(({ id, name }) => `  ${id}  ${name}`).join('\n') || '  none: connect one in /admin/crm';
    console.error(`${crm ? 'Which of them?' : 'There is no such connector.'} There are:\n${known}`);
    return 2;
  });
}

async function run(deps: Deps, crm: CrmFigures, kind: RunKind): Promise<number> {
  const started = await startRun(deps, { id: uuidv7(), connectorId: crm.id, kind, organizerId: null });
  if (!started.ok) {
    const why = {
      gone: 'The connector is no longer there.',
      busy: 'A run is under way or paused: see /admin/crm.',
      'not-active': 'The connector is paused: resume it first, or use --dry-run.',
    };
    console.error(why[started.reason]);
    return 1;
  }
  const code = await drive(deps, crm, started.runId);
  const done = await findRun(deps.db, started.runId);
  for (const [name, count] of Object.entries(done?.counts ?? {})) console.log(`${name}: ${count}`);
  if (done?.detail) console.error(done.detail);
  const stays = ['missing', 'differs', 'consent', 'refused', 'cannot-be-read'];
  if (done?.state === 'stopped') console.error('It was stopped: the rest was not looked at.');
  const isOff =
    done === undefined ||
    ['failed', 'stopped'].includes(done.state) ||
    stays.some((name) => (done.counts[name] ?? 0) > 0);
  // Other runs compare: who waits is none of theirs.
  if (code === 3 || kind === 'backfill') return code === 0 && isOff ? 1 : code;
  return isOff ? 1 : 0;
}

async function drive(deps: Deps, { id }: CrmFigures, runId?: string): Promise<number> {
  const { end, figures }: Driven = await withProgress((onProgress) =>
    driveCrm(deps, { connectorId: id, onProgress, ...(runId === undefined ? {} : { runId }) }),
  );
  if (figures) console.log(line(figures));
  if (end === 'down') return 3;
  if (!figures) return 1;
  // Who failed is tried again later: it is not equal yet.
  return figures.waiting > 0 ? Math.max(1, codeOf(figures)) : codeOf(figures);
}

function line(crm: CrmFigures): string {
  const { name, state, circuit, waiting, withdrawals, synced, refused, dead, oldest, causes } = crm;
  const why = Object.entries(causes).map(([cause, count]) => `${cause} ${count}`);
  return [
    `${name}: ${state}${circuit === 'closed' ? '' : `, the CRM is down (${circuit})`}`,
    `${synced} synced`,
    `${waiting} waiting${waiting > 0 ? ` (${withdrawals} leave; the oldest since ${Math.round(oldest)} s)` : ''}`,
    `${refused} refused`,
    `${dead} given up${why.length > 0 ? `; causes: ${why.join(', ')}` : ''}`,
  ].join(', ');
}

function codeOf({ circuit, refused, dead }: CrmFigures): number {
  if (circuit !== 'closed') return 3;
  return refused + dead > 0 ? 1 : 0;
}
