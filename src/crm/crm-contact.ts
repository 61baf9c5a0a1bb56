import type { Act, Outgoing } from './connector.ts';

/**
 * A contact as it is read for a CRM, before any mapping: what `FieldMapping.from` can name is in `fields`, by the names
 * of `contactFields` and `answer:<field>` of a campaign's own questions.
 */
export type CrmContact = {
  contactId: string;
  /** Lower-cased. */
  email: string;
  fields: Record<string, string | number | boolean | null>;
  tags: string[];
  /** From the ledger and the suppressions, the strictest wins. */
  subscription: Outgoing['subscription'];
  acts: Act[];
  changedAt: Date;
};

/** What a mapping can take from: built-in fields, in the order in which a page offers them. */
export const contactFields = [
  'email',
  'firstName',
  'lastName',
  'phone',
  'postalCode',
  /** `fr` or `en`. */
  'locale',
  /** Words, comma-separated. */
  'availability',
  'skills',
  'team',
  /** The name of the organizer who answers them. */
  'owner',
  /** ISO 8601. */
  'createdAt',
  'confirmedAt',
  /** Of the first sign-up. */
  'source',
  'via',
  'firstCampaign',
  'lastCampaign',
  'lastSignupAt',
  /** How many. */
  'signups',
  'bookings',
  'attended',
  'reports',
  /** Of the last pledge of its kind. Money in major units (`25.5`). */
  'pledgedAmount',
  'pledgedCurrency',
  'pledgedFrequency',
  'pledgedHours',
  'pledgedAction',
  'pledgedCount',
  'pledgeKept',
  /** `subscribed`, `unsubscribed` or `unknown`. */
  'subscription',
] as const;
