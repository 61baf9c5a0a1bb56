import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { rotateSecret } from '../crm/rotate-secret.ts';
import { type Command, UsageError, withDeps } from './command.ts';

export const crmRotateSecret: Command = {
  usage: 'crm rotate-secret',
  summary: `Seals the connectors' credentials anew after SECRET was changed. The secret before comes from OLD_SECRET, or is
asked for. Start Terrain with the new SECRET and OLD_SECRET, then run this: no sync fails meanwhile. Keep OLD_SECRET for
at least 60 days, as links in mails that have gone work by it.`,
  run: async (args) => {
    parseArgs({ args, options: {} });
    return await withDeps(async (deps) => {
      const old = deps.config.oldSecret ?? (await askFor('The SECRET before: '));
      if (old === deps.config.secret)
        throw new UsageError('OLD_SECRET is the same as SECRET: there is nothing to change.');
      const { sealed, already, broken } = await rotateSecret(deps, old);
      console.log(`${sealed} sealed anew, ${already} were so already.`);
      for (const { id, name } of broken) {
        console.error(
          `${name} (${id}): neither secret opens it. Type its credentials anew at /admin/crm/${id}/connection.`,
        );
      }
      if (broken.length === 0)
        console.error('No CRM needs OLD_SECRET any more. Mailed links do: keep it for at least 60 days.');
      return broken.length === 0 ? 0 : 1;
    });
  },
};

/** Asks on the terminal; what is typed is not shown. */
async function askFor(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError('OLD_SECRET is needed: the SECRET before.');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
