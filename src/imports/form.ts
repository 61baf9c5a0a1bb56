import { z } from 'zod';
import { blanksIn } from '../campaigns/blanks.ts';
import { campaignSettings, campaignTexts } from '../campaigns/form.ts';
import { formFaults } from '../campaigns/form-faults.ts';
import { missingWords } from '../campaigns/view.ts';
import { step } from '../followups/form.ts';
import { shiftDefinition } from '../shifts/form.ts';

/** Words that stand first in other URLs. */
const reserved = new Set('admin api c css en fr healthz js metrics pictures readyz s u webhooks'.split(' '));

/** The name of a campaign in its URL. */
export const slugSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
  .refine((word) => !reserved.has(word), 'is a word that Terrain itself uses');

/** What of a campaign is written, kept in versions and put back: all but its name, its state and its people. */
export const campaignContent = z.object({
  settings: campaignSettings,
  texts: campaignTexts,
  sequence: z.array(step),
  shifts: z.array(shiftDefinition),
});
export type CampaignContent = z.output<typeof campaignContent>;

/**
 * A campaign as a file: what `campaign export` writes, `campaign import` reads and the demo ships as. Its default
 * language has to be complete, others may come later: until then the public is not offered them.
 */
export const campaignFile = z
  .object({
    slug: slugSchema,
    status: z.enum(['draft', 'live', 'closed', 'archived']),
    /** When it goes live and when it closes, by itself. Left out: as it was set here; null: not by itself. */
    opensAt: z.iso.datetime({ offset: true }).nullish(),
    closesAt: z.iso.datetime({ offset: true }).nullish(),
    /** Which state of the campaign the file was made from, as `campaign export` wrote it. */
    edition: z.string().optional(),
    ...campaignContent.shape,
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

export type CampaignFile = z.output<typeof campaignFile>;
