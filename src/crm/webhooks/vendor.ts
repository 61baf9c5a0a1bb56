import { z } from 'zod';
import type { Vendor } from '../connector.ts';
import { endpointFault, guardedSend } from './client.ts';
import { openWebhooks, type WebhookCredentials } from './connector.ts';
import { defaultMapping } from './mapping.ts';
import { readEvents } from './read-events.ts';
import { secretPattern } from './sign.ts';
import { words } from './words.ts';

/** The one that is used, and behind it the one before while a key changes. */
const secrets = z
  .string()
  .transform((typed) => typed.split(/[\s,]+/).filter((one) => one !== ''))
  .pipe(z.array(z.string().regex(secretPattern)).min(1).max(2));

export const webhooks: Vendor<WebhookCredentials> = {
  name: 'webhooks',
  label: 'Webhooks',
  words,
  credentials: [
    { key: 'url', secret: false, type: 'url' },
    { key: 'secrets', secret: true, type: 'password' },
  ],
  // Where names lead, and whether this machine itself may be meant, is judged at each call.
  readCredentials: z.object({ url: z.string().refine((url) => endpointFault(url, true) === undefined), secrets }),
  // Nobody publishes a limit for an endpoint of one's own; n8n and Zapier take about so many without a murmur.
  limits: { calls: 50, perSeconds: 1, batch: 20, inFlight: 4 },
  defaultMapping,
  options: ['tags', 'campaignTags', 'tagPrefix'],
  send: guardedSend,
  readEvents,
  open: openWebhooks,
};
