import { z } from 'zod';
import { campaignSettings, campaignTexts } from '../campaigns/form.ts';
import { formFaults } from '../campaigns/form-faults.ts';
import { step } from '../followups/form.ts';
import { shiftDefinition } from '../shifts/form.ts';

/** Words that stand first in other URLs. */
const reserved = new Set('admin api c css en fr healthz js metrics pictures readyz s u webhooks'.split(' '));

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
  .refine((word) => !reserved.has(word), 'is a word that Terrain itself uses');

/** A campaign as a file: what `campaign export` writes, `campaign import` reads and the demo ships as. */
export const campaignFile = z
  .object({
    slug,
    status: z.enum(['draft', 'live', 'closed']),
    settings: campaignSettings,
    texts: campaignTexts,
    sequence: z.array(step),
    shifts: z.array(shiftDefinition),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of formFaults(value.settings, value.texts)) {
      issues.push({ code: 'custom', input: value, path, message });
    }
  });

export type CampaignFile = z.output<typeof campaignFile>;
