import { z } from 'zod';
import { consentSettings, consentTexts } from './consent-form.ts';
import { field, fieldTexts } from './field-form.ts';

const required = z.boolean().default(true);
/** Whether the form asks for it, as it does where nothing is said; otherwise it is one of the next asks alone. */
const inForm = z.boolean().optional();

/** What can be asked of someone who has signed up. */
const nextAsks = ['pledge', 'shift', 'share'] as const;
export type NextAsk = (typeof nextAsks)[number];

const moneyPledge = z.object({
  kind: z.literal('money'),
  required,
  inForm,
  /** Suggested amounts, in minor units of the campaign's currency. */
  amounts: z.array(z.number().int().positive()).min(1),
  frequencies: z.array(z.enum(['once', 'monthly'])).min(1),
  /** The organizer's official donation page. */
  donationUrl: z.url({ protocol: /^https$/ }),
});
const hoursPledge = z.object({
  kind: z.literal('hours'),
  required,
  inForm,
  suggestions: z.array(z.number().int().positive()).min(1),
});
const actionPledge = z.object({
  kind: z.literal('action'),
  required,
  inForm,
  action: z.enum(['doors', 'calls']),
  suggestions: z.array(z.number().int().positive()).min(1),
});

const goal = z.object({
  /** What is counted; `money` in minor units. */
  kind: z.enum(['signups', 'money', 'hours', 'actions', 'bookings']),
  target: z.number().int().positive(),
});

/** Everything about a campaign that is not text. */
export const campaignSettings = z.object({
  defaultLocale: z.enum(['fr', 'en']),
  /** The organizer's colour, `#rrggbb`. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  /** File of `public/pictures`. */
  picture: z.string().regex(/^[a-z0-9-]+\.(svg|jpg|png|webp|avif)$/),
  /** ISO 3166 code: which country a phone number is of when it has no prefix. */
  country: z.string().length(2),
  /** ISO 4217 code. */
  currency: z.string().length(3),
  timezone: z.string(),
  goal,
  fields: z.array(field),
  ...consentSettings,
  pledge: z.discriminatedUnion('kind', [moneyPledge, hoursPledge, actionPledge]).nullable(),
  /** What is asked after a sign-up, in this order; whatever is done already is passed over. */
  next: z.array(z.enum(nextAsks)).min(1).optional(),
  /** Which of the two came first, in files that were written before there was `next`. */
  nextStep: z.enum(['shift', 'share']).optional(),
  /** Who speaks: named in consents and at the foot of every mail, with the postal address that CASL s. 6(2) asks for. */
  sender: z.object({
    name: z.string().min(1),
    address: z.string().min(1),
    email: z.email(),
    website: z.url().optional(),
  }),
});

const texts = z.object({
  /** Name of the campaign, short. */
  title: z.string().min(1),
  /** The poster's headline. */
  headline: z.string().min(1),
  /** The one ask, a sentence or two. */
  ask: z.string().min(1),
  /** Words of the form's button. */
  button: z.string().min(1),
  /** Paragraphs below the poster. */
  story: z.array(z.string().min(1)),
  pictureAlt: z.string(),
  thanks: z.string().min(1),
  /** What someone shares with the link. */
  share: z.string().min(1),
  /** The free question, where it is asked. */
  question: z.string().optional(),
  /** Who pays, the official agent, what the election act asks for. */
  legal: z.string().optional(),
  /** Skills to choose from, by key. */
  skills: z.record(z.string().regex(/^[a-z-]+$/), z.string()).default({}),
  /** Words of the campaign's own fields. */
  fields: fieldTexts.optional(),
  consents: consentTexts.optional(),
});

export const campaignTexts = z.partialRecord(z.enum(['fr', 'en']), texts);

export type CampaignSettings = z.output<typeof campaignSettings>;
export type CampaignTexts = z.output<typeof campaignTexts>;
export type CampaignText = z.output<typeof texts>;
