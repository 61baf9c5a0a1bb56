import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CampaignSettings } from '../../src/campaigns/form.ts';
import { deviceRules } from '../../src/kiosk/device-settings.ts';
import { readSubmission } from '../../src/signups/form.ts';
import { defineForm } from '../../src/signups/form-definition.ts';
import { aCampaign } from '../support/campaign.ts';
import { loadScripts } from './device.ts';

const { check } = await loadScripts();
const {
  settings: plain,
  texts: { fr: text },
} = aCampaign();
if (!text) throw new Error('the campaign has no French');
const askable = ['lastName', 'phone', 'postalCode', 'availability', 'skills', 'question'] as const;

/** Campaigns of every make. */
const campaigns: fc.Arbitrary<CampaignSettings> = fc
  .record({
    fields: fc.uniqueArray(fc.record({ name: fc.constantFrom(...askable), required: fc.boolean() }), {
      selector: ({ name }) => name,
    }),
    country: fc.constantFrom('CA', 'US', 'FR', 'ca'),
    pledge: fc.oneof(
      fc.constant(null),
      fc.record({
        kind: fc.constant('money' as const),
        required: fc.boolean(),
        amounts: fc.constant<number[]>([1_000]),
        frequencies: fc.constant<'once'[]>(['once']),
        donationUrl: fc.constant('https://example.org/'),
      }),
      fc.record({
        kind: fc.constant('hours' as const),
        required: fc.boolean(),
        suggestions: fc.constant<number[]>([2]),
      }),
    ),
  })
  .map((changes) => ({ ...plain, ...changes }));

const anyText = fc.string({ unit: 'binary', maxLength: 30 });
const near = (...texts: string[]) => fc.oneof(fc.constantFrom('', ' ', ...texts), anyText);

/** What people type, what they nearly get right, and anything at all. */
const forms = fc.record({
  email: fc.oneof({ weight: 6, arbitrary: fc.emailAddress() }, near('ada@example.org', 'ada@', ' Ada@Example.ORG ')),
  firstName: fc.oneof(fc.constant('Ada'), near('x'.repeat(200), 'x'.repeat(201), 'A\u0000')),
  lastName: near('Lovelace'),
  phone: near('514 555-0123', '+33 1 23 45 67 89', '555-0123', '1 (514) 555-0123 poste 12'),
  postalCode: near('H2X 1Y4', 'h2x1y4', '75011', 'D1D 1D1'),
  question: near('Pourquoi\r\npas ?', 'x'.repeat(5_001)),
  amount: near('25', '25,50', '$1,000.00', '1 000 $', '0', '200000'),
  amountOther: near('', '10.50'),
  count: near('5', '0', '10001', '1e3'),
  countOther: near(''),
});

test('the device refuses nothing that the server takes, and the server takes what the device lets pass', async () => {
  await fc.assert(
    fc.asyncProperty(campaigns, forms, async (settings, values) => {
      const form = new Map(Object.entries(values).map(([name, value]) => [name, [value]]));
      const onServer = await readSubmission(
        form,
        defineForm({ locale: 'fr', settings, text: { ...text, skills: {} } }),
      );
      const onDevice = check(Object.entries(values), deviceRules({ settings }));
      const found = Object.keys(onDevice).filter((name) => isAsked(name, settings));
      // A device does not know which phone numbers can exist.
      const refused = onServer.ok ? [] : Object.entries(onServer.errors).filter(([, error]) => error !== 'phone');
      if (onServer.ok) expect(found).toEqual([]);
      if (found.length === 0) expect(refused).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

/** The page has no field for what the campaign does not ask. */
function isAsked(name: string, { fields }: CampaignSettings): boolean {
  return !askable.some((one) => one === name) || fields.some((field) => field.name === name);
}
