import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exportWithPictures } from '../exports/export-with-pictures.ts';
import { campaignFile } from '../imports/form.ts';
import { type Command, UsageError, withDeps } from './command.ts';
import { faultLines } from './fault-lines.ts';

export const campaignExport: Command = {
  usage: 'campaign export SLUG [--to FILE]',
  summary: 'Writes a campaign with its texts, sequence and shifts as JSON, to a file or to standard output.',
  run: async (args) => {
    const { values, positionals } = parseArgs({ args, options: { to: { type: 'string' } }, allowPositionals: true });
    const [slug] = positionals;
    if (slug === undefined || positionals.length > 1) throw new UsageError('The name of one campaign is needed.');
    return await withDeps(async (deps) => {
      const file = await exportWithPictures(deps, slug);
      if (!file) {
        console.error(`There is no campaign ${slug}.`);
        return 1;
      }
      const json = `${JSON.stringify(file, null, 2)}\n`;
      if (values.to === undefined) process.stdout.write(json);
      else await writeFile(values.to, json);
      const { error } = campaignFile.safeParse(file);
      if (error) {
        console.error('Nothing is left out of the file, but it cannot be brought in before this is mended:');
        for (const line of faultLines(file, error)) console.error(line);
      }
      return 0;
    });
  },
};
