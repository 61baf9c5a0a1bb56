import { z } from 'zod';
import { consents } from '../consents/table.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import type { FieldError } from '../ui/form-state.ts';

/** The most that one request of a device may hold, and may weigh in bytes. */
export const batchLimits = { items: 25, bytes: 512 * 1024 };

/** One sealed sign-up as a device sends it. */
export type SealedItem = { id: string; sealed: string };

/** Which fields were wrong, of a leftover that could be opened. */
export type LeftoverDetail = { fields?: Partial<Record<string, FieldError>> };

/** A moment by a device's clock, in milliseconds: any from 1970 to the year 9999, which is as far as ISO 8601 goes. */
const deviceTime = z
  .number()
  .min(0)
  .max(253_402_300_799_999)
  .transform((milliseconds) => new Date(milliseconds));

/** A request of a device. Items are looked at one by one: a broken one must not stop its neighbours. */
export const sealedBatch = z.object({
  /** Token of the kiosk's link. */
  kiosk: z.string().max(200),
  /** The device's clock as it sends. */
  sentAt: deviceTime,
  items: z.array(z.unknown()).max(batchLimits.items),
});

export const sealedItem = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  sealed: z
    .string()
    .regex(/^[\w-]+$/)
    .max(128 * 1024),
});

/** What is signed is ours: its shape is looked at, its meaning need not be. */
const askedConsent = z.object({
  purpose: z.enum(consents.purpose.enumValues),
  channel: z.enum(consents.channel.enumValues),
  subject: z.string().max(500),
  posted: z.string().max(100),
  wording: z.string().max(5_000),
  version: z.string().max(100),
});

/** What a device seals, version 1: one sign-up with the words and the time of its signing. */
export const signedForm = z.object({
  /** By the device's clock. */
  at: deviceTime,
  locale: z.enum(['fr', 'en']),
  /** The form as a browser would have posted it. */
  form: z.string().max(64 * 1024),
  /** The sentences beside the boxes as they were shown, what each says in the ledger, and our signature of them. */
  wording: z.object({ consents: z.array(askedConsent).max(50), signature: z.string().max(100) }),
});

export type SignedForm = z.output<typeof signedForm>;

const day = 24 * 3_600_000;
/** How long a kiosk's link may work, in milliseconds. */
export const lifetimes = { day: 2 * day, week: 7 * day, month: 31 * day, season: 120 * day } as const;
type Lifetime = keyof typeof lifetimes;

/** A new kiosk as an organizer asks for it. */
export type NewKiosk = { campaignId: string; name: string; lifetime: Lifetime };

const newKiosk = z.object({
  campaignId: z.uuid(),
  name: z.string().trim().min(1).max(80),
  lifetime: z.enum(['day', 'week', 'month', 'season']),
});

/** Reads the form of a new kiosk; undefined when something in it is missing or too long. */
export function readNewKiosk(form: PostedForm): NewKiosk | undefined {
  return newKiosk.safeParse({
    campaignId: first(form, 'campaign'),
    name: first(form, 'name'),
    lifetime: first(form, 'lifetime'),
  }).data;
}
