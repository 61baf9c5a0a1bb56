import { z } from 'zod';
import type { Messages } from '../locales/index.ts';
import { locales } from '../locales/index.ts';
import { problemNames } from './problem.ts';

const attributionNames = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'from', 'by'] as const;

/** What a sign-up's body says beside the answers. */
export const envelope = z.looseObject({
  locale: z.enum(locales).optional(),
  form: z.string().max(1_000).optional(),
  website: z.string().max(1_000).optional(),
  edition: z.string().max(100).optional(),
  proof: z.string().max(4_096).optional(),
  clientAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** Where the person came from, under the names that a landing page's own query has. */
  attribution: z.partialRecord(z.enum(attributionNames), z.string().max(500)).optional(),
});

/** A key by which twice is once, as a header carries it; a structured field's quotes (RFC 9651) are taken off. */
export const idempotencyKey = z
  .string()
  .transform((value) => value.replace(/^"(.*)"$/, '$1'))
  .pipe(z.string().regex(/^[\x21-\x7e]{1,255}$/));

const text = z.string();
const figure = z.union([z.number(), z.string()]);

const option = z.object({ value: text, label: text });
const described = z.object({
  name: text,
  type: z.enum(['email', 'tel', 'text', 'long-text', 'one-of', 'many-of', 'number', 'date', 'consent']),
  required: z.boolean(),
  label: text,
  help: text.optional(),
  options: z.array(option).optional(),
  min: z.union([z.number(), text]).optional(),
  max: z.union([z.number(), text]).optional(),
});
const describedPledge = z.object({
  kind: z.enum(['money', 'hours', 'action']),
  action: z.enum(['doors', 'calls']).optional(),
  required: z.boolean(),
  /** Which field takes the figure. */
  field: z.enum(['amount', 'count']),
  suggestions: z.array(z.number()),
  currency: text.optional(),
  frequencies: z.array(z.enum(['once', 'monthly'])).optional(),
});

const problem = z.object({
  type: z.url(),
  title: text,
  status: z.number().int(),
  detail: text,
  code: z.enum(problemNames),
  errors: z.array(z.object({ pointer: text, code: text, detail: text })).optional(),
});

export type DescribedField = z.output<typeof described>;
export type DescribedPledge = z.output<typeof describedPledge>;

/** Every shape that the API takes and gives, described in a language. */
export function apiSchemas({ api: { schemas: t } }: Pick<Messages, 'api'>) {
  const say = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });
  const { locale, form, website, edition, proof, clientAddress, attribution } = envelope.shape;
  return {
    signup: z.object({
      email: say(z.email(), t.email),
      firstName: say(text, t.firstName),
      lastName: say(text.optional(), t.asked),
      phone: say(text.optional(), t.asked),
      postalCode: say(text.optional(), t.asked),
      availability: say(z.array(z.enum(['weekdays', 'evenings', 'weekends'])).optional(), t.asked),
      skills: say(z.array(text).optional(), t.asked),
      question: say(text.optional(), t.asked),
      answers: say(z.record(text, z.union([text, z.number(), z.boolean(), z.array(text)])).optional(), t.answers),
      amount: say(figure.optional(), t.amount),
      frequency: say(z.enum(['once', 'monthly']).optional(), t.frequency),
      count: say(figure.optional(), t.count),
      consent: say(z.boolean().optional(), t.consent),
      consents: say(z.record(text, z.boolean()).optional(), t.consents),
      locale: say(locale, t.locale),
      form: say(form, t.form),
      edition: say(edition, t.edition),
      website: say(website, t.website),
      proof: say(proof, t.proof),
      clientAddress: say(clientAddress, t.clientAddress),
      attribution: say(attribution, t.attribution),
    }),
    recorded: z.object({
      id: say(z.uuid(), t.id),
      locale: say(z.enum(locales), t.answeredIn),
      next: say(z.url(), t.next),
    }),
    campaign: z.object({
      slug: say(text, t.slug),
      url: say(z.url(), t.url),
      locale: say(z.enum(locales), t.answeredIn),
      locales: say(z.array(z.enum(locales)), t.locales),
      title: say(text, t.words),
      headline: say(text, t.words),
      ask: say(text, t.words),
      button: say(text, t.words),
      fields: say(z.array(described), t.fields),
      pledge: say(z.union([describedPledge, z.null()]), t.pledge),
      consents: say(z.array(z.object({ name: text, wording: text, version: text })), t.wordings),
      edition: say(text, t.editionGiven),
      who: say(text, t.who),
      form: say(text, t.token),
      hiddenField: say(text, t.hiddenField),
      challenge: say(z.looseObject({}).optional(), t.challenge),
      example: say(z.looseObject({}), t.example),
    }),
    problem,
  };
}

export type DescribedCampaign = z.output<ReturnType<typeof apiSchemas>['campaign']>;
