import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CampaignField } from '../../src/campaigns/field-form.ts';
import { AppError } from '../../src/errors.ts';
import { type PostedForm, parseForm } from '../../src/http/read-form.ts';
import { readSubmission } from '../../src/signups/form.ts';
import { defineForm, type FormDefinition, postedName } from '../../src/signups/form-definition.ts';
import { formFromJson } from '../../src/signups/form-from-json.ts';
import { aCampaign } from '../support/campaign.ts';
import { everyField } from '../support/every-field.ts';
import { formBody } from '../support/forms.ts';

type Posted = Record<string, string | string[]>;
/** A field, an answer to it that is right, and what is to be kept of that answer. */
type Answered = { field: CampaignField; typed: string | string[]; kept: string | string[] };

const someone = { email: 'ada@example.org', firstName: 'Ada' };

/** What a keyboard can make, in any script, with what people leave around it. */
const text = (longest: number) =>
  fc
    .tuple(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: longest / 20 }),
      fc.constantFrom('', ' ', '\r\n', '\t'),
    )
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
    .map(([inner, around]) => `${around}${inner.replace(/[\u0000-\u001f\u007f]/g, '·')}${around}`)
    .filter((typed) => typed.trim() !== '' && typed.length <= longest);
const normalized = (typed: string) => typed.replaceAll('\r\n', '\n').trim();
const key = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);

const answered: fc.Arbitrary<Answered> = fc.oneof(
  answer({ kind: 'short-text' }, text(500)),
  answer({ kind: 'long-text' }, text(5_000)),
  fc
    .record({ options: fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), required: fc.boolean() })
    .chain(({ options, required }) =>
      fc.oneof(
        answer({ kind: 'one-of', options, required }, fc.constantFrom(...options)),
        answer({ kind: 'many-of', options, required }, fc.subarray(options, { minLength: 1 })),
      ),
    ),
  fc
    .record({
      min: fc.integer({ min: -1_000, max: 0 }),
      max: fc.integer({ min: 1, max: 1_000_000 }),
      decimals: fc.nat(4),
    })
    .chain((limits) =>
      answer(
        { kind: 'number', ...limits },
        fc
          .integer({ min: limits.min, max: limits.max })
          .chain((whole) => fc.constantFrom(`${whole}`, ` ${whole} `, `${whole}`.replace('-', '−'))),
        (typed) => `${Number(typed.replace('−', '-'))}`,
      ),
    ),
  answer(
    { kind: 'date' },
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  answer({ kind: 'consent' }, fc.constant('yes')),
);

/** Every kind of field there is, built-in ones too, whose answers may be anything. */
const everything = defineForm({ locale: 'fr', settings: everyField().settings, text: textOf(everyField()) });
const builtIn = defineForm({
  locale: 'fr',
  settings: {
    ...aCampaign().settings,
    fields: (['lastName', 'phone', 'postalCode', 'availability', 'skills', 'question'] as const).map((name) => ({
      name,
      required: false,
    })),
    pledge: { kind: 'hours', required: false, suggestions: [2] },
  },
  text: textOf(aCampaign()),
});

describe('for any fields that a campaign may ask for', () => {
  test('a right answer is taken, and nothing of it is lost or altered but as documented', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(answered, { selector: ({ field }) => field.name, maxLength: 8 }), async (all) => {
        const definition = define(all.map(({ field }) => field));
        const typed = Object.fromEntries(all.map(({ field, typed }) => [postedName(field), typed]));
        const kept = Object.fromEntries(all.map(({ field, kept }) => [field.name, kept]));
        const result = await readSubmission(page({ ...someone, ...typed }), definition);
        expect(result).toMatchObject({ ok: true, submission: { answers: { ...someone, ...kept } } });
      }),
    );
  });

  test('what was kept, sent again, is kept the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(answered, { selector: ({ field }) => field.name, maxLength: 8 }), async (all) => {
        const definition = define(all.map(({ field }) => field));
        const once = await read(
          page({ ...someone, ...Object.fromEntries(all.map(({ field, typed }) => [postedName(field), typed])) }),
          definition,
        );
        const again = Object.fromEntries(
          Object.entries(once.answers).map(([name, value]) => [name in someone ? name : `answers.${name}`, value]),
        );
        expect((await read(page({ ...someone, ...again }), definition)).answers).toEqual(once.answers);
      }),
    );
  });

  test('a required one that is left empty is named, and it alone', async () => {
    await fc.assert(
      fc.asyncProperty(answered, fc.constantFrom('', ' ', '\r\n'), async ({ field }, nothing) => {
        const definition = define([{ ...field, required: true }]);
        for (const posted of [{}, { [postedName(field)]: nothing }]) {
          const result = await readSubmission(page({ ...someone, ...posted }), definition);
          const error = field.kind === 'consent' ? 'unticked' : 'required';
          expect(result).toEqual({ ok: false, errors: { [postedName(field)]: error } });
        }
      }),
    );
  });
});

describe.each([
  ['fields of every kind', everything],
  ['the built-in fields', builtIn],
] as const)('for any input to %s', (_what, definition) => {
  const plausible = fc.constantFrom(
    'ada@example.org',
    '514 555-0123',
    'H2X 1Y4',
    'yes',
    '2',
    '1,5',
    '2026-05-31',
    'small',
    'evenings',
    'driving',
    '',
  );
  const value = fc.oneof(
    { weight: 3, arbitrary: plausible },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  );
  const values = fc.dictionary(
    fc.oneof(fc.constantFrom(...definition.names.keys()), fc.string({ maxLength: 12 })),
    fc.oneof(value, fc.array(value, { maxLength: 3 })),
    { maxKeys: 14, noNullPrototype: true },
  );

  test('page and JSON agree, and nobody throws', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (typed) => {
        const { form: _form, ...posted } = typed;
        const byPage = await readSubmission(page(posted), definition);
        expect(await readSubmission(formFromJson(definition, nested(posted)), definition)).toEqual(byPage);
        expect(await readSubmission(formFromJson(definition, posted), definition)).toEqual(byPage);
      }),
      { numRuns: 400 },
    );
  });
});

describe('JSON', () => {
  test('numbers are what someone would have typed', async () => {
    const definition = define([{ kind: 'number', name: 'weight', required: false, decimals: 6 }]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(6), async (digits, decimals) => {
        const number = digits / 10 ** decimals;
        const byJson = await read(formFromJson(definition, { ...someone, answers: { weight: number } }), definition);
        const byPage = await read(page({ ...someone, 'answers.weight': number.toFixed(decimals) }), definition);
        expect(byJson).toEqual(byPage);
        expect(Number(byJson.answers.weight)).toBe(number);
      }),
    );
  });

  test('an amount with three decimals is not taken for thousands', async () => {
    const pledge = {
      kind: 'money' as const,
      required: true,
      amounts: [1_000],
      frequencies: ['once' as const],
      donationUrl: 'https://example.org',
    };
    const definition = { ...define([]), pledge };
    const send = (amount: number) => readSubmission(formFromJson(definition, { ...someone, amount }), definition);
    expect(await send(10.505)).toEqual({ ok: false, errors: { amount: 'amount' } });
    expect(await send(10.5)).toMatchObject({ ok: true, submission: { pledge: { amountMinor: 1_050 } } });
    expect(await send(1e21)).toMatchObject({ ok: false, errors: { amount: 'amount-range' } });
  });

  test('boxes are true or false, and anything but true is no consent', async () => {
    const send = async (consents: unknown) =>
      (
        await read(
          formFromJson(everything, { ...someone, phone: '514 555-0123', answers: { rules: true }, consents }),
          everything,
        )
      ).consents
        .filter(({ purpose }) => purpose !== 'agreement')
        .map(({ channel }) => channel);
    expect(await send({ sms: true, ally: true, phone: false })).toEqual(['sms', 'partner']);
    for (const no of [false, null, 'no', 1, 'YES', [], 'true']) expect(await send({ sms: no })).toEqual([]);
  });

  test.each([
    ['no object', ['a']],
    ['nothing', null],
    ['a boolean where a text stands', { ...someone, firstName: true }],
    ['an object where a text stands', { ...someone, firstName: { a: 1 } }],
    ['a list in a list', { ...someone, answers: { diet: [['vegan']] } }],
    ['answers that are a list', { ...someone, answers: ['vegan'] }],
  ])('%s is refused by name', (_what, json) => {
    expect(() => formFromJson(everything, json)).toThrow(AppError);
  });

  test('half a character is refused beside its field', async () => {
    const form = formFromJson(everything, { ...someone, firstName: '\ud800', answers: { rules: true } });
    expect(await readSubmission(form, everything)).toEqual({ ok: false, errors: { firstName: 'characters' } });
  });
});

test('texts and calls are agreed to for a number', async () => {
  const sms = { ...someone, 'answers.rules': 'yes', 'consents.sms': 'yes' };
  expect(await readSubmission(page(sms), everything)).toEqual({ ok: false, errors: { phone: 'phone-wanted' } });
  expect((await read(page({ ...sms, phone: '514 555-0123' }), everything)).phone).toBe('+15145550123');
});

test('an extension stays with the answer, and the contact’s number is E.164', async () => {
  const kept = await read(page({ ...someone, 'answers.rules': 'yes', phone: '(514) 555-0123 ext. 42' }), everything);
  expect(kept).toMatchObject({ phone: '+15145550123', answers: { phone: '+15145550123;ext=42' } });
});

/** A field with answers that are right; `keep` says what is kept of one, where it is more than its outer space. */
function answer(
  field: Record<string, unknown>,
  typed: fc.Arbitrary<string | string[]>,
  keep: (typed: string) => string = normalized,
): fc.Arbitrary<Answered> {
  return fc.record({ name: key, typed }).map(({ name, typed }) => ({
    field: fieldOf({ required: false, ...field, name: `f-${name}` }),
    typed,
    kept: typeof typed === 'string' ? keep(typed) : typed,
  }));
}

/** As a campaign's file is read. */
function fieldOf(field: Record<string, unknown>): CampaignField {
  const name = String(field.name);
  const file = everyField();
  const words = {
    label: name,
    options: Object.fromEntries([field.options ?? []].flat().map((one) => [String(one), 'x'])),
  };
  const text = { ...textOf(file), fields: { [name]: words } };
  const parsed = aCampaign(
    JSON.parse(JSON.stringify({ settings: { ...file.settings, consents: [], fields: [field] }, texts: { fr: text } })),
  );
  const [read] = parsed.settings.fields;
  if (!read) throw new Error('no field');
  return read;
}

function define(fields: CampaignField[]): FormDefinition {
  const file = aCampaign();
  return defineForm({ locale: 'fr', settings: { ...file.settings, fields }, text: textOf(file) });
}

function textOf({ texts }: ReturnType<typeof aCampaign>) {
  if (!texts.fr) throw new Error('no words');
  return texts.fr;
}

/** What a browser sends, as the server reads it. */
function page(fields: Posted): PostedForm {
  return parseForm(formBody(fields));
}

/** The same as JSON, the campaign's own answers and the other consents in their places. */
function nested(posted: Posted): Record<string, unknown> {
  const json: Record<string, unknown> = { answers: {}, consents: {} };
  const inner: Record<string, Record<string, unknown>> = { answers: {}, consents: {} };
  for (const [name, value] of Object.entries(posted)) {
    const [, part = '', rest = ''] = /^(answers|consents)\.(.*)$/s.exec(name) ?? [];
    if (part === '' && !(name in inner)) json[name] = value;
    else if (inner[part]) inner[part][rest] = value;
  }
  return { ...json, ...inner };
}

async function read(form: PostedForm, definition: FormDefinition) {
  const result = await readSubmission(form, definition);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.submission;
}
