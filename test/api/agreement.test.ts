import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignFile } from '../../src/imports/form.ts';
import { signForm } from '../../src/signups/traps.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { aToken, call, editionOf, path } from './calls.ts';

let t: TestApp;
let campaignId: string;
let token: string;
let edition: string;
beforeAll(async () => {
  t = await startTest();
  const { settings, texts } = aCampaign();
  const words = {
    size: { label: 'Pointure' },
    colour: { label: 'Couleur', options: { red: 'Rouge', blue: 'Bleu' } },
    diet: { label: 'Régime', options: { vegan: 'Végane', none: 'Aucun' } },
    from: { label: 'À partir de' },
  };
  const { fr, en } = texts;
  if (!fr || !en) throw new Error('the campaign lacks words');
  const both = { fr: { ...fr, fields: words }, en: { ...en, fields: words } };
  const fields: CampaignFile['settings']['fields'] = [
    { name: 'lastName', required: true },
    { name: 'phone', required: false },
    { name: 'postalCode', required: false },
    { name: 'availability', required: false },
    { kind: 'number', name: 'size', required: false, min: 1, max: 60 },
    { kind: 'one-of', name: 'colour', required: false, options: ['red', 'blue'] },
    { kind: 'many-of', name: 'diet', required: false, options: ['vegan', 'none'] },
    { kind: 'date', name: 'from', required: false },
  ];
  const pledge = {
    kind: 'money' as const,
    required: false,
    amounts: [1_000],
    frequencies: ['once' as const],
    donationUrl: 'https://example.org/',
  };
  campaignId = await addCampaign(t.deps, { settings: { ...settings, fields, pledge }, texts: both });
  token = await aToken(t.deps);
  edition = await editionOf(t.app, token);
});
afterAll(() => t.close());

const word = (...usual: string[]) =>
  fc.oneof(
    fc.constantFrom(...usual),
    fc.string({ maxLength: 12, unit: 'binary' }).map((text) => text.replaceAll('\uFFFD', '')),
  );

/** What somebody, or something, may answer; each by its posted name, several where a list is asked for. */
const answers = fc.record(
  {
    email: word('ada@example.org', 'Ada@Example.ORG ', 'ada@', ''),
    firstName: word('Ada', ' É\r\nlo ', ''),
    lastName: word('Lovelace', ''),
    phone: word('514 555-0123', '12', ''),
    postalCode: word('h2x1y4', 'H2X', ''),
    availability: fc.array(fc.constantFrom('evenings', 'weekends', 'nights'), { maxLength: 3 }),
    'answers.size': word('42', '0', '61', '1,5', ''),
    'answers.colour': word('red', 'green', ''),
    'answers.diet': fc.array(fc.constantFrom('vegan', 'none', 'meat'), { maxLength: 3 }),
    'answers.from': word('2026-12-01', '2026-02-30', ''),
    amountOther: word('25', '10,50', '1e9', '0', ''),
    consent: fc.constantFrom('yes'),
  },
  { requiredKeys: [] },
);

describe('page and API', () => {
  test('agree on every answer: valid or not, which fields are wrong, and what is kept', async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        sent += 1;
        t.clock.advance(1_000);
        const form = signForm(t.deps.config, campaignId, t.clock.now());
        const page = await post(t.app, '/fr/essai/signups', { form, ...answer });
        const fromPage = await keptLast();
        t.clock.advance(1);
        const api = await call(t.app, {
          to: path,
          body: { locale: 'fr', edition, ...asJson(answer) },
          headers: { authorization: `Bearer ${token}`, 'idempotency-key': `n${sent}` },
        });
        if (page.status === 303) {
          expect(api.status).toBe(201);
          expect(await keptLast()).toEqual(fromPage);
          return;
        }
        expect([page.status, api.status]).toEqual([422, 422]);
        const wrong = [...(await page.text()).matchAll(/id="error-([^"]+)"/g)].map(([, name]) => name);
        expect(pointers(api.body).sort()).toEqual(wrong.sort());
      }),
      { numRuns: 150 },
    );
  });
});

/** The same answers as a program would send them. */
function asJson(answer: Record<string, string | string[]>): object {
  const body: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answer)) {
    if (name.startsWith('answers.')) own[name.slice('answers.'.length)] = value;
    else body[name] = name === 'consent' ? true : value;
  }
  return Object.keys(own).length > 0 ? { ...body, answers: own } : body;
}

function pointers({ errors }: Record<string, unknown>): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.map(({ pointer }) => decodeURIComponent(String(pointer)).slice(2).replace('/', '.'));
}

async function keptLast(): Promise<unknown> {
  const [row] = await t.deps.db.$client`
    select answers, consented, locale, (select amount_minor from pledges where signup_id = signups.id) as amount
    from signups order by created_at desc, id desc limit 1`;
  return row && { ...row };
}
