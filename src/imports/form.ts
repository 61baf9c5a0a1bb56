import { z } from 'zod';
import { blanksIn } from '../campaigns/blanks.ts';
import { campaignSettings, campaignTexts } from '../campaigns/form.ts';
import { formFaults } from '../campaigns/form-faults.ts';
import { missingWords } from '../campaigns/view.ts';
import { sequence, upgradeContent } from '../followups/form.ts';
import { shiftDefinition } from '../shifts/form.ts';

/** Words that stand first in other URLs. */
const reserved = new Set('admin api c css en fr healthz js metrics pictures readyz s u webhooks'.split(' '));

/** The name of a campaign in its URL. */
export const slugSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
  .refine((word) => !reserved.has(word), 'is a word that Terrain itself uses');

const hasOneOfEach = (all: { key: string }[]) => new Set(all.map(({ key }) => key)).size === all.length;

/** What of a campaign is written, kept in versions and put back: all but its name, its state and its people. */
const content = z.object({
  settings: campaignSettings,
  texts: campaignTexts,
  sequences: z.array(sequence).max(30).refine(hasOneOfEach, 'has a key twice'),
  shifts: z.array(shiftDefinition),
});
/** Reads the content of files and versions of before there were several sequences, too. */
export const campaignContent = z.preprocess(upgradeContent, content);
/** A content as a form makes it, before it is validated. */
export type RawCampaignContent = z.input<typeof content>;
export type CampaignContent = z.output<typeof campaignContent>;

const file = z
  .object({
    slug: slugSchema,
    status: z.enum(['draft', 'live', 'closed', 'archived']),
    /** When it goes live and when it closes, by itself. Left out: as it was set here; null: not by itself. */
    opensAt: z.iso.datetime({ offset: true }).nullish(),
    closesAt: z.iso.datetime({ offset: true }).nullish(),
    /** Which state of the campaign the file was made from, as `campaign export` wrote it. */
    edition: z.string().optional(),
    ...content.shape,
    /** The uploaded picture that the settings name, so that it comes along elsewhere. */
    pictures: z.array(z.object({ name: z.string(), data: z.base64() })).optional(),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of formFaults(value.settings, value.texts)) {
      issues.push({ code: 'custom', input: value, path, message });
    }
    const isOpen = value.status === 'live' || typeof value.opensAt === 'string';
    for (const { path, blank } of isOpen ? blanksIn(value) : []) {
      issues.push({ code: 'custom', input: value, path, message: `${blank} is still to be filled in` });
    }
    const text = value.texts[value.settings.defaultLocale];
    for (const name of text ? missingWords(text) : []) {
      const path = ['texts', value.settings.defaultLocale, name];
      issues.push({ code: 'custom', input: value, path, message: 'is needed in the default language' });
    }
  });

/**
 * A campaign as a file: what `campaign export` writes, `campaign import` reads and the demo ships as. Its default
 * language has to be complete, others may come later: until then the public is not offered them.
 */
export const campaignFile = z.preprocess(upgradeContent, file);
export type CampaignFile = z.output<typeof campaignFile>;
