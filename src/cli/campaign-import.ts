import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { missingWords } from '../campaigns/view.ts';
import { campaignFile } from '../imports/form.ts';
import { importCampaign } from '../imports/import-campaign.ts';
import { type Command, UsageError, withDeps } from './command.ts';

export const campaignImport: Command = {
  usage: 'campaign import FILE',
  summary: 'Adds the campaign of a file, or changes the one of the same name; the format is what export writes.',
  run: async (args) => {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1) throw new UsageError('One file is needed.');
    const file = readCampaignFile(name, await readFile(name, 'utf8'));
    if (!file.ok) {
      console.error(file.error);
      return 1;
    }
    return await withDeps(async (deps) => {
      await deps.db.transaction((tx) => importCampaign(tx, file.campaign, deps.clock.now()));
      console.log(`${deps.config.baseUrl}/${file.campaign.slug}`);
      for (const [locale, text] of Object.entries(file.campaign.texts)) {
        const missing = missingWords(text);
        if (missing.length > 0)
          console.error(`“${locale}” is not offered to the public: it lacks ${missing.join(', ')}.`);
      }
      return 0;
    });
  },
};

function readCampaignFile(name: string, text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false as const, error: `${name} is not JSON: ${error instanceof Error ? error.message : error}` };
  }
  const parsed = campaignFile.safeParse(json);
  if (parsed.success) return { ok: true as const, campaign: parsed.data };
  return { ok: false as const, error: `${name} is not a campaign:\n${z.prettifyError(parsed.error)}` };
}
