import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { fillDemo } from '../demo/fill-demo.ts';
import { seedDemo } from '../imports/seed-demo.ts';
import { type Command, UsageError, withDeps } from './command.ts';

const most = 10_000_000;

export const demo: Command = {
  usage: 'demo [--contacts COUNT] [--seed NUMBER] [--yes]',
  summary:
    'Fills the demo campaigns with made-up people, all at demo.example.org, up to COUNT (1000). The same seed makes the same people. --yes: even where there are real contacts.',
  run: async (args) => {
    const options = { contacts: { type: 'string' }, seed: { type: 'string' }, yes: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    const contacts = wholeNumber('--contacts', values.contacts ?? '1000');
    const seed = wholeNumber('--seed', values.seed ?? '1');
    return await withDeps(async (deps) => {
      await seedDemo(deps);
      const bar = process.stderr.isTTY
        ? new SingleBar(
            { format: '{bar} {percentage} % | {value} of {total} | {eta_formatted} left' },
            Presets.shades_classic,
          )
        : undefined;
      bar?.start(contacts, 0);
      const filled = await fillDemo(deps, {
        contacts,
        seed,
        amongReal: values.yes ?? false,
        onProgress: (made) => bar?.update(made),
      }).finally(() => bar?.stop());
      if (filled.ok) {
        console.log(filled.made > 0 ? `${filled.made} made-up contacts were added.` : 'They are there already.');
        return 0;
      }
      console.error(refusals[filled.why]);
      return 1;
    });
  },
};

const refusals = {
  'real-contacts':
    'This database has contacts who were not made up. To put made-up ones beside them for good, say --yes as well.',
  'no-campaigns': 'The demo campaigns are not here. They come with an empty database, or by: campaign import FILE',
};

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new UsageError(`${option} takes a whole number from 1 to ${most}`);
  }
  return number;
}
