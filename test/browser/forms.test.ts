import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consents } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { confirmUrl, formAgainUrl, spaceUrl } from '../../src/http/links.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { everyField } from '../support/every-field.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const campaign = everyField();
const { pages: t, forms, consents: words } = messages('fr');
let site: Site;
let browser: Browser;
let campaignId: string;

beforeAll(async () => {
  site = await startSite();
  campaignId = await site.deps.db.transaction((tx) => importCampaign(tx, campaign, site.clock.now()));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe('a form with every kind of field', () => {
  test('is drawn in both languages, nothing ticked', async () => {
    for (const locale of ['fr', 'en'] as const) {
      const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
      await page.goto(`/${locale}/questions`);
      expect(await page.locator('input[type=checkbox]:checked').count()).toBe(0);
      await inspect(page, `forms-every-field-${locale}`, { axe: locale === 'fr' });
    }
  });

  test.each([true, false])(
    'comes back with each error named and what was typed (JavaScript %s)',
    async (javaScript) => {
      const page = await browser.newPage(site.origin, { javaScript });
      await page.goto('/fr/questions');
      await fillIn(page, `wrong.${javaScript}@example.org`);
      await page.getByLabel(label('seats')).fill('neuf');
      await page.getByRole('checkbox', { name: wording('sms') }).check();
      await page.getByRole('button', { name: campaign.texts.fr?.button ?? '' }).click();
      const summary = page.getByRole('alert');
      await summary.getByText(forms.errors.number).waitFor();
      for (const sentence of [forms.errors['phone-wanted'], forms.errors.unticked]) {
        expect(await summary.getByText(sentence).count(), sentence).toBe(1);
      }
      expect(await page.evaluate<string>('document.activeElement.className')).toContain('alert');
      expect(await page.getByLabel(label('seats')).inputValue()).toBe('neuf');
      expect(await page.getByRole('checkbox', { name: wording('sms') }).isChecked()).toBe(true);
      if (javaScript) await inspect(page, 'forms-errors');
      await summary.getByRole('link', { name: label('rules') }).click();
      expect(await page.evaluate<string>('document.activeElement.name')).toBe('answers.rules');
    },
  );
});

describe('a slip in the address', () => {
  test('is offered a way back beside the field, and one tap takes it', async () => {
    const page = await browser.newPage(site.origin);
    await page.goto('/fr/porte-a-porte');
    const field = page.getByRole('textbox', { name: t.fields.email });
    await field.fill('ada@gmial.com');
    await field.blur();
    const offer = page.getByRole('button', { name: forms.offer.title('ada@gmail.com') });
    await offer.waitFor();
    await inspect(page, 'forms-offer-beside');
    await offer.click();
    expect(await field.inputValue()).toBe('ada@gmail.com');
    expect(await offer.count()).toBe(0);
  });

  test('that was seen and left is no longer asked about', async () => {
    const page = await browser.newPage(site.origin);
    await page.goto('/fr/porte-a-porte');
    await fillNames(page, 'ada@hotmial.com');
    await page.getByRole('button', { name: forms.offer.title('ada@hotmail.com') }).waitFor();
    await page.getByRole('button', { name: campaign.texts.fr?.button ?? '' }).click();
    await page.waitForURL(/\/next\//);
    expect(await known('ada@hotmial.com')).toHaveLength(1);
  });

  test.each([
    [forms.offer.accept, 'eve@gmail.com'],
    [forms.offer.keep, 'eve@gmial.com'],
  ])('is asked about without JavaScript: “%s” signs up %s', async (answer, signedUp) => {
    const page = await browser.newPage(site.origin, { javaScript: false });
    await page.goto('/fr/porte-a-porte');
    await fillNames(page, 'eve@gmial.com');
    await page.getByRole('button', { name: campaign.texts.fr?.button ?? '' }).click();
    await page.getByText(forms.offer.title('eve@gmail.com')).waitFor();
    if (signedUp === 'eve@gmail.com') await inspect(page, 'forms-offer-asked', { axe: false });
    await page.getByRole('button', { name: answer }).click();
    await page.waitForURL(/\/next\//);
    expect(await known(signedUp)).toHaveLength(1);
  });
});

test('who comes back by their own link finds the form filled in, and takes back what they agreed to', async () => {
  const page = await browser.newPage(site.origin);
  await page.goto('/fr/questions');
  await fillIn(page, 'back@example.org');
  await page.getByRole('textbox', { name: t.fields.phone }).fill('514 555-0123');
  await page.getByRole('checkbox', { name: label('rules') }).check();
  for (const channel of ['email', 'sms', 'partner'] as const) {
    await page.getByRole('checkbox', { name: wording(channel) }).check();
  }
  await page.getByRole('button', { name: campaign.texts.fr?.button ?? '' }).click();
  await page.waitForURL(/\/next\//);

  const [contact] = await known('back@example.org');
  const of = { contactId: contact?.id ?? '', campaignId, since: site.clock.now() };
  const settings = { baseUrl: '', secret: site.deps.config.secret };
  const again = formAgainUrl(settings, { ...of, locale: 'fr', slug: 'questions' });
  await page.goto(again);
  expect(await page.getByLabel(label('employer')).inputValue(), 'the address may be mistyped').toBe('');
  await site.deps.db.$client`update contacts set confirmed_at = now() where id = ${of.contactId}`;
  await page.goto(again);
  expect(await page.getByLabel(label('employer')).inputValue()).toBe('Ville de Québec');
  expect(await page.getByRole('radio', { name: 'Grand' }).isChecked()).toBe(true);
  expect(await page.locator('.consent input:checked').count()).toBe(0);
  await inspect(page, 'forms-again', { axe: false });

  const [signup] = await site.deps.db.select().from(signups).where(eq(signups.contactId, of.contactId));
  await page.goto(confirmUrl(settings, { signupId: signup?.id ?? '', since: of.since }));
  await page.getByText(wording('partner')).waitFor();
  await inspect(page, 'forms-confirm');

  await page.goto(`${spaceUrl(settings, of)}`);
  await page.getByRole('link', { name: forms.space.preferences }).click();
  await page.getByRole('heading', { name: words.own.channels.sms }).waitFor();
  await inspect(page, 'forms-my-preferences');
  await page.getByRole('button', { name: words.own.withdrawNamed(words.own.channels.sms) }).click();
  await page.getByText(words.own.withdrawn).waitFor();
  expect(await page.getByRole('heading', { name: words.own.channels.sms }).count()).toBe(0);
  const ledger = await site.deps.db.select().from(consents).where(eq(consents.contactId, of.contactId));
  expect(ledger.map(({ channel, action }) => `${channel} ${action}`).sort()).toEqual([
    'email granted',
    'form granted',
    'partner granted',
    'sms granted',
    'sms withdrawn',
  ]);
});

async function fillNames(page: Page, email: string): Promise<void> {
  await page.getByRole('textbox', { name: t.fields.email }).fill(email);
  await page.getByRole('textbox', { name: t.fields.firstName }).fill('Ada');
  const postalCode = page.getByRole('textbox', { name: t.fields.postalCode });
  if (await postalCode.count()) await postalCode.fill('H2X 1Y4');
}

async function fillIn(page: Page, email: string): Promise<void> {
  await fillNames(page, email);
  await page.getByLabel(label('employer')).fill('Ville de Québec');
  await page.getByRole('radio', { name: 'Grand' }).check();
  await page.getByRole('checkbox', { name: 'Végane' }).check();
  await page.getByLabel(label('seats')).fill('3');
  await page.getByLabel(label('from')).fill('2026-12-01');
}

function label(name: string): string {
  return campaign.texts.fr?.fields?.[name]?.label ?? name;
}

function wording(channel: 'email' | 'sms' | 'phone' | 'partner'): string {
  return words.wordings.quebec[channel]({ sender: campaign.settings.sender.name, partner: 'Les Amies du Parc' });
}

async function known(email: string) {
  return await site.deps.db.select().from(contacts).where(eq(contacts.email, email));
}
