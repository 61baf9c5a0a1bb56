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

/**
 * The parts of a landing page, in the order in which they stand unless the campaign says otherwise. The headline and the
 * picture (or the video) are the poster where they stand side by side, the goal and the form are one sheet where they do.
 */
export const sectionNames = [
  'headline',
  'picture',
  'goal',
  'form',
  'video',
  'story',
  'shifts',
  'faq',
  'sender',
  'legal',
] as const;

/** What no page may do without: the ask, the answer to it, and what the law wants said (CASL s. 10, election acts). */
const indispensable: readonly SectionName[] = ['headline', 'form', 'sender', 'legal'];

const sections = z
  .array(z.enum(sectionNames))
  .refine((names) => new Set(names).size === names.length, 'names a section twice')
  .refine(
    (names) => indispensable.every((name) => names.includes(name)),
    `must have each of ${indispensable.join(', ')}`,
  );

const locale = z.enum(['fr', 'en']);

/** A film of our own: files of `public/videos`. Whoever does not hear it reads it (WCAG 2.2, 1.2.2). */
const video = z.object({
  file: z.string().regex(/^[a-z0-9-]+\.(mp4|webm)$/),
  captions: z.partialRecord(locale, z.string().regex(/^[a-z0-9-]+\.vtt$/)),
});

/** A host as the content security policy names it: `example.org`, `*.example.org`, with a port or without. */
const host = z
  .string()
  .regex(/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, 'must be a host, such as example.org');

const quickTaskTexts = z.object({
  title: z.string().min(1),
  text: z.string().min(1),
  /** Words of the button to its address; empty: common ones. */
  action: z.string().default(''),
});

/** Something that takes minutes, for whoever says "I have 30 minutes". */
const quickTask = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(['call', 'share', 'doors', 'other']),
  minutes: z.number().int().min(1).max(120),
  /** The phone list, the map, the page where it is done. */
  url: z.url({ protocol: /^https$/ }).optional(),
  /** Beginnings of the postal codes where it is done; left out where it can be done anywhere. */
  near: z
    .array(z.string().regex(/^[A-Z0-9]{1,7}$/))
    .min(1)
    .max(50)
    .optional(),
  texts: z.partialRecord(locale, quickTaskTexts),
});
export type QuickTask = z.output<typeof quickTask>;

/** Everything about a campaign that is not text. What is optional may be absent from what was stored earlier. */
export const campaignSettings = z.object({
  defaultLocale: locale,
  /** The organizer's colour, `#rrggbb`. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  /** File of `public/pictures`. */
  picture: z.string().regex(/^[a-z0-9-]+\.(svg|jpg|png|webp|avif)$/),
  /** Begins with the picture. */
  video: video.optional(),
  /** What the landing page shows, in this order. */
  sections: sections.optional(),
  /** Sites that may show the form in a frame. */
  embedHosts: z.array(host).optional(),
  /** Names that an election act wants on the page; their captions are Terrain's own. */
  authority: z.object({ paidBy: z.string().min(1), agent: z.string().min(1).optional() }).optional(),
  /** ISO 3166 code: which country a phone number is of when it has no prefix. */
  country: z.string().length(2),
  /** ISO 4217 code. */
  currency: z.string().length(3),
  timezone: z.string().refine(isTimezone, 'must be an IANA time zone such as America/Toronto'),
  goal,
  fields: z.array(field),
  ...consentSettings,
  pledge: z.discriminatedUnion('kind', [moneyPledge, hoursPledge, actionPledge]).nullable(),
  /** What is asked after a sign-up, in this order; whatever is done already is passed over. */
  next: z.array(z.enum(nextAsks)).min(1).optional(),
  /** Which of the two came first, in files that were written before there was `next`. */
  nextStep: z.enum(['shift', 'share']).optional(),
  /** What is offered to who has half an hour, when no shift begins soon. */
  quickTasks: z.array(quickTask).max(20).optional(),
  /** Who speaks: named in consents and at the foot of every mail, with the postal address that CASL s. 6(2) asks for. */
  sender: z.object({
    name: z.string().min(1),
    address: z.string().min(1),
    email: z.email(),
    website: z.url().optional(),
  }),
});

/** A text that a language needs before it is offered to the public; left empty while it is not there yet. */
const needed = z.string().default('');

const texts = z.object({
  /** Name of the campaign, short. */
  title: z.string().min(1),
  /** The poster's headline. */
  headline: needed,
  /** The one ask, a sentence or two. */
  ask: needed,
  /** Words of the form's button. */
  button: needed,
  /** Below the poster: paragraphs as they are, or Markdown. */
  story: z.union([z.array(z.string().min(1)), z.string()]).default([]),
  pictureAlt: z.string().default(''),
  /** What the video shows, in a few words. */
  video: z.string().min(1).optional(),
  thanks: needed,
  /** What someone shares with the link. */
  share: needed,
  /** Questions and their answers, the answers in Markdown. */
  faq: z.array(z.object({ question: z.string().min(1), answer: z.string().min(1) })).optional(),
  /** The free question, where it is asked. */
  question: z.string().optional(),
  /** Who pays, the official agent, what the election act asks for. */
  legal: z.string().optional(),
  /** Who answers for personal data, and where the policy is; Markdown. */
  privacy: z.string().optional(),
  /** Skills to choose from, by key. */
  skills: z.record(z.string().regex(/^[a-z-][a-z0-9-]*$/), z.string()).default({}),
  /** Words of the campaign's own fields. */
  fields: fieldTexts.optional(),
  consents: consentTexts.optional(),
});

export const campaignTexts = z.partialRecord(locale, texts);

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type CampaignSettings = z.output<typeof campaignSettings>;
export type CampaignTexts = z.output<typeof campaignTexts>;
export type CampaignText = z.output<typeof texts>;
export type SectionName = (typeof sectionNames)[number];
