import { z } from 'zod';

/** Whose law the default wordings and the default of the confirmation follow. */
const jurisdictions = ['quebec', 'canada', 'europe', 'united-states'] as const;

/** What a form asks consent for: follow-up by a channel, or handing the answers to a partner that is named. */
const consentAsk = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email') }),
  z.object({ channel: z.literal('sms') }),
  z.object({ channel: z.literal('phone') }),
  z.object({
    channel: z.literal('partner'),
    /** What the box is called in the form and in the texts. */
    key: z
      .string()
      .max(40)
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
      .refine((key) => !['email', 'sms', 'phone'].includes(key), 'is a channel'),
    /** The partner, as it is known to the public. */
    name: z.string().min(1),
  }),
]);

/** The part of a campaign's settings about consents. Each may be absent: campaigns from before have none of it. */
export const consentSettings = {
  /** Unset: Quebec's. */
  jurisdiction: z.enum(jurisdictions).optional(),
  /** Whether a consent counts only once the owner of the address has confirmed it. Unset: as the jurisdiction has it. */
  doubleOptIn: z.boolean().optional(),
  /** Unset: follow-up mail alone. An empty list asks for nothing. */
  consents: z.array(consentAsk).optional(),
};

/**
 * A campaign's own sentences beside the boxes, by channel or by the partner's key. `{sender}` and `{partner}` stand for
 * the names. A sentence that changes gets another version: the ledger keeps both.
 */
export const consentTexts = z.record(
  z.string(),
  z.object({ wording: z.string().min(1), version: z.string().min(1).max(40) }),
);

export type ConsentAsk = z.output<typeof consentAsk>;
export type Jurisdiction = (typeof jurisdictions)[number];
