import { z } from 'zod';
import { isCustom } from '../campaigns/field-form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import { campaignView } from '../campaigns/view.ts';
import { postalCodeShape } from '../contacts/postal-code.ts';
import { type Locale, messages } from '../locales/index.ts';
import { pledgeInForm } from '../pledges/form.ts';
import { defineForm, postedName } from '../signups/form-definition.ts';
import { kioskPath } from './link.ts';
import type { Kiosk, KioskKey } from './queries.ts';
import { signWording } from './wording.ts';

/** What the scripts of a kiosk's page are told, as JSON in an attribute of it. */
export type DeviceSettings = ReturnType<typeof deviceSettings>;

type Of = { secret: string; kiosk: Kiosk; campaign: Campaign; key: KioskKey; token: string; locale: Locale };

/** Makes the settings of one kiosk's page. Nothing in them is a secret but the link's own token. */
export function deviceSettings({ secret, kiosk, campaign, key, token, locale }: Of) {
  const locales = (['fr', 'en'] as const).filter((one) => campaignView(campaign, one));
  return {
    locale,
    locales,
    words: Object.fromEntries(locales.map((one) => [one, spokenWords(one)])),
    url: `${kioskPath(locale, campaign.slug)}/signups`,
    scope: kioskPath(locale, campaign.slug),
    token,
    key: { id: key.id, point: key.publicKey },
    expiresAt: kiosk.expiresAt.getTime(),
    rules: deviceRules(campaign),
    wording: Object.fromEntries(locales.map((one) => [one, publishedWording(secret, campaign, one)])),
  };
}

/** The settings of a page where nobody can sign, and what waits on the device is still sent. */
export function sendingSettings(locale: Locale) {
  return { locale, locales: [locale], words: { [locale]: spokenWords(locale) } };
}

/** What the scripts say, and what is wrong with a field. */
function spokenWords(locale: Locale) {
  const { kiosk, pages } = messages(locale);
  return { ...kiosk.live, errors: pages.errors, missing: pages.missing };
}

function publishedWording(secret: string, campaign: Campaign, locale: Locale) {
  const view = campaignView(campaign, locale);
  const consents = view ? defineForm(view).consents : [];
  return { consents, signature: signWording(secret, { campaignId: campaign.id, locale, consents }) };
}

/**
 * The rules by which `check.js` checks a form before it is sealed: the server's own (`signups/form.ts`,
 * `pledges/form.ts`), as far as a device can hold them. A test holds the two together.
 */
export function deviceRules({ settings }: Pick<Campaign, 'settings'>) {
  const asked = settings.fields.filter((field) => field.required).map(postedName);
  const promised = pledgeInForm(settings);
  const pledge = promised && { name: promised.kind === 'money' ? 'amount' : 'count', required: promised.required };
  return {
    email: z.regexes.email.source,
    required: ['email', 'firstName', ...asked],
    longest: {
      email: 254,
      firstName: 200,
      lastName: 200,
      phone: 50,
      postalCode: 20,
      question: 5_000,
      ...ownLongest(settings),
    },
    // Texts and calls are agreed to for a number.
    needNumber: ['consents.sms', 'consents.phone'],
    country: settings.country.toUpperCase(),
    postalCode: postalCodeShape(settings.country)?.source,
    pledge,
  };
}

function ownLongest({ fields }: Campaign['settings']): Record<string, number> {
  const longest = { 'short-text': 500, 'long-text': 5_000, 'one-of': 50, number: 50, date: 20 };
  const texts = fields.flatMap((field) => {
    if (!isCustom(field) || field.kind === 'many-of' || field.kind === 'consent') return [];
    return [[postedName(field), longest[field.kind]] as const];
  });
  return Object.fromEntries(texts);
}
