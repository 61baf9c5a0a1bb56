import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { missingWords } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { type CampaignFile, campaignFile } from '../imports/form.ts';
import { importCampaign } from '../imports/import-campaign.ts';
import { newerVersions } from '../imports/queries.ts';
import { DatesRefused, type RefusedDate } from '../imports/refused-dates.ts';
import { messages } from '../locales/index.ts';
import { restorePicture } from '../pictures/restore-picture.ts';
import { type Command, UsageError, withDeps } from './command.ts';
import { faultLines } from './fault-lines.ts';

export const campaignImport: Command = {
  usage: 'campaign import FILE [--force]',
  summary:
    'Adds the campaign of a file, or changes the one of the same name; the format is what export writes. A file that is older than what was changed in the admin is brought in with --force alone.',
  run: async (args) => {
    const options = { force: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1) throw new UsageError('One file is needed.');
    const file = readCampaignFile(name, await readFile(name, 'utf8'));
    if (!file.ok) {
      console.error(file.error);
      return 1;
    }
    return await withDeps(async (deps) => {
      const newer = values.force ? [] : await newerVersions(deps.db, file.campaign);
      if (newer.length > 0) {
        console.error(`${file.campaign.slug} was changed after this file was made; nothing was brought in:`);
        for (const { number, at, who, changed } of newer)
          console.error(`  version ${number}, ${at.toISOString()}, ${who ?? 'a file'}: ${changed.join(', ')}`);
        console.error('With --force the file takes their place; every version stays in the history.');
        return 1;
      }
      for (const { name, data } of file.campaign.pictures ?? []) {
        if (await restorePicture(deps, name, Buffer.from(data, 'base64'))) continue;
        console.error(`The picture ${name} in the file is damaged; nothing was brought in.`);
        return 1;
      }
      const refused = await bringIn(deps, file.campaign);
      if (refused.length > 0) {
        const t = messages('en').editor.problems;
        console.error('Dates that people booked cannot be moved so; nothing was brought in:');
        for (const { key, fault } of refused) console.error(`  ${key}: ${t[fault]}`);
        return 1;
      }
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

/** Brings the campaign in, or nothing of it: the dates come back that keep it out. */
async function bringIn({ db, clock }: Deps, campaign: CampaignFile): Promise<RefusedDate[]> {
  try {
    await db.transaction((tx) => importCampaign(tx, campaign, clock.now()));
    return [];
  } catch (error) {
    if (error instanceof DatesRefused) return error.dates;
    throw error;
  }
}

function readCampaignFile(name: string, text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false as const, error: `${name} is not JSON: ${error instanceof Error ? error.message : error}` };
  }
  const parsed = campaignFile.safeParse(json);
  if (parsed.success) return { ok: true as const, campaign: parsed.data };
  return { ok: false as const, error: [`${name} is not a campaign:`, ...faultLines(json, parsed.error)].join('\n') };
}
