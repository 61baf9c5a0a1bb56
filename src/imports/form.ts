import { z } from 'zod';
import { campaignSettings, campaignTexts } from '../campaigns/form.ts';
import { step } from '../followups/form.ts';
import { shiftDefinition } from '../shifts/form.ts';

/** A campaign as a file: what `campaign export` writes, `campaign import` reads and the demo ships as. */
export const campaignFile = z.object({
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  status: z.enum(['draft', 'live', 'closed']),
  settings: campaignSettings,
  texts: campaignTexts,
  sequence: z.array(step),
  shifts: z.array(shiftDefinition),
});

export type CampaignFile = z.output<typeof campaignFile>;
