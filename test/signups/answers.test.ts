import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signToken } from '../../src/http/token.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { drawForm, post } from '../support/forms.ts';

let t: TestApp;
let campaignId: string;
let otherCampaignId: string;
let form: string;
beforeAll(async () => {
  t = await startTest({ env: { FORM_MIN_SECONDS: '1' } });
  const { settings } = aCampaign();
  const fields = (['lastName', 'phone', 'postalCode', 'availability', 'skills', 'question'] as const).map((name) => ({
    name,
    required: false,
  }));
  const pledge = {
    kind: 'money' as const,
    required: true,
    amounts: [1_000, 2_500],
    frequencies: ['once' as const, 'monthly' as const],
    donationUrl: 'https://example.org/don',
  };
  campaignId = await addCampaign(t.deps, { settings: { ...settings, fields, pledge } });
  otherCampaignId = await addCampaign(t.deps, { slug: 'autre' });
});
afterAll(() => t.close());
beforeEach(async () => {
  form = sign(campaignId, 0);
  t.clock.advance(2_000);
});

const good = { email: 'ada@example.org', firstName: 'Ada', amount: '25.00', frequency: 'once', consent: 'yes' };

describe('an answer that cannot be taken', () => {
  test.each([
    ['email', `${'x'.repeat(300)}@example.org`, 'C’est trop long'],
    ['email', 'ada@', 'Cette adresse n’est pas complète'],
    ['email', 'ada@example.org, eve@example.org', 'Cette adresse n’est pas complète'],
    ['email', 'ada@example.org\r\nBcc: eve@example.org', 'Cette adresse n’est pas complète'],
    ['email', ' ', 'Écrivez votre adresse courriel'],
    ['firstName', 'A\0da', 'Un caractère ne passe pas ici'],
    ['firstName', 'x'.repeat(10_000), 'C’est trop long'],
    ['firstName', '"><script>alert(1)</script>'.repeat(10), 'C’est trop long'],
    ['firstName', '   ', 'Écrivez votre prénom'],
    ['phone', '12', 'Ce numéro n’est pas complet'],
    ['postalCode', 'H2X', 'Ce code postal n’est pas complet'],
    ['question', 'é'.repeat(5_001), 'C’est trop long'],
    ['availability', 'nights', 'Choisissez une des réponses proposées'],
    ['skills', 'flying', 'Choisissez une des réponses proposées'],
    ['frequency', 'weekly', 'Choisissez une des réponses proposées'],
    ['amount', '', 'Choisissez un montant'],
  ])('%s is named, and everything typed is still there (%#)', async (name, value, sentence) => {
    const answer = await send({ question: 'Pourquoi ?', lastName: 'Lovelace <b>', [name]: value });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(sentence);
    expect(page).toContain(`id="error-${name}"`);
    for (const kept of [
      name === 'email' ? 'value="Ada"' : 'value="ada@example.org"',
      'Lovelace &lt;b&gt;',
      'checked',
    ]) {
      expect(page).toContain(kept);
    }
    if (value.trim().length > 10) expect(page).toContain(escaped(value.trim().slice(0, 20)).slice(0, 12));
    expect(page).not.toContain('<script>alert');
    expect(await refused(), 'a slip is nobody’s trap').toEqual({});
    expect(await countSignups()).toBe(0);
  });

  test.each([
    ['1e9', 'amount'],
    ['-5', 'amount'],
    ['NaN', 'amount'],
    ['Infinity', 'amount'],
    ['0', 'amount'],
    ['0,00', 'amount'],
    ['0x10', 'amount'],
    ['1,2,3', 'amount'],
    ['١٠', 'amount'],
    ['100000,01', 'amount-range'],
    ['9'.repeat(400), 'amount-range'],
  ])('an amount of “%s” is asked about, beside the field it was typed in', async (amountOther, problem) => {
    const answer = await send({ amount: 'other', amountOther });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('id="error-amountOther"');
    expect(page).toContain(problem === 'amount' ? 'Écrivez le montant en chiffres' : 'Ce montant est trop grand');
    expect(page).toContain(`value="${amountOther}"`);
  });
});

describe('a form that a bot may have sent', () => {
  test.each([
    ['a hidden field filled in', { website: 'https://spam.example' }, 0, 'trap', 'Un champ caché a été rempli'],
    ['no signature', { form: '' }, 0, 'stale-form', 'Cette page était ouverte depuis longtemps'],
    ['a signature cut short', { form: 'AAAA' }, 0, 'stale-form', 'Cette page était ouverte depuis longtemps'],
    ['a page of three days ago', {}, 3 * 86_400_000 + 1, 'stale-form', 'Cette page était ouverte depuis longtemps'],
    ['a page of this very moment', {}, -2_000, 'too-quick', 'C’était vite fait'],
    ['a page from the future', {}, -3_600_000, 'too-quick', 'C’était vite fait'],
  ] as const)('%s: it comes back filled in, and is counted', async (_what, fields, later, reason, sentence) => {
    t.clock.advance(later);
    const before = await refused();
    const answer = await send(fields);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(sentence);
    expect(page).toContain('value="ada@example.org"');
    expect(page).toMatch(/<input[^>]*name="website"[^>]*value=""/);
    expect((await refused())[reason]).toBe((before[reason] ?? 0) + 1);
    t.clock.advance(-later);
  });

  test('a signature of another campaign, or made for another purpose, is none', async () => {
    const at = t.clock.now();
    const { secret } = t.deps.config;
    const foreign = signToken(secret, 'form', { ids: [otherCampaignId], at });
    const leave = signToken(secret, 'leave', { ids: [campaignId], at });
    const forged = signToken('another secret, of someone else, 42', 'form', { ids: [campaignId], at });
    t.clock.advance(2_000);
    for (const wrong of [foreign, leave, forged, `${form}A`, form.toUpperCase()]) {
      expect((await send({ form: wrong })).status).toBe(422);
    }
    expect(await countSignups()).toBe(0);
  });

  test('of a machine whose clock is ahead, a form is not too quick', async () => {
    const ahead = sign(campaignId, -20_000);
    expect((await send({ form: ahead, email: 'ahead@example.org' })).status).toBe(303);
  });

  test('pressing once more, as the page asks, is enough', async () => {
    const page = await (await send({ website: 'https://spam.example', form: 'x', email: 'twice@example.org' })).text();
    const again = /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
    t.clock.advance(2_000);
    expect((await send({ form: again, email: 'twice@example.org' })).status).toBe(303);
  });

  test('refusals noted at the same moment are counted once each, also while they are being written', async () => {
    const before = await refused();
    await send({ website: 'x' });
    await send({ website: 'x' });
    await Promise.all([t.deps.refusals.flush(), t.deps.refusals.flush(), t.deps.refusals.flush()]);
    expect((await refused()).trap).toBe((before.trap ?? 0) + 2);
  });
});

test('the page itself can be drawn and sent', async () => {
  const drawn = await drawForm(t.app);
  t.clock.advance(2_000);
  expect((await send({ form: drawn, email: 'drawn@example.org' })).status).toBe(303);
});

function send(fields: Record<string, string | string[]>): Promise<Response> {
  return post(t.app, '/fr/essai/signups', { ...good, form, ...fields });
}

/** The signature of a form drawn so many milliseconds ago. */
function sign(id: string, ago: number): string {
  return signToken(t.deps.config.secret, 'form', { ids: [id], at: new Date(t.clock.now().getTime() - ago) });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function refused(): Promise<Record<string, number>> {
  await t.deps.refusals.flush();
  const rows = await t.deps.db.$client`select reason, sum(count)::int as count from refused_posts group by reason`;
  return Object.fromEntries(rows.map((row) => [String(row.reason), Number(row.count)]));
}

async function countSignups(): Promise<number> {
  const [row] = await t.deps.db.$client`select count(*)::int as count from signups`;
  return Number(row?.count);
}
