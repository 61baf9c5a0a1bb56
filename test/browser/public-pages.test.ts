import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { post } from '../support/forms.ts';
import { inspect } from './inspect.ts';
import { addPerson, book, fillUp, makePast, type Person } from './people.ts';
import { type Site, startSite } from './site.ts';

/** Who has come how far, in one language. */
type Cast = {
  locale: Locale;
  newcomer: Person;
  /** Without consent, with a pledge of money. */
  giver: Person;
  caller: Person;
  /** With bookings of every state. */
  regular: Person;
  regulars: { over: string; coming: string };
  /** Has reported, and needs help. */
  reporter: Person;
  report: string;
  absent: Person;
  absence: string;
};

let site: Site;
let browser: Browser;
const casts = new Map<Locale, Cast>();

beforeAll(async () => {
  site = await startSite();
  const closed = campaignFile.parse({ ...riding, slug: 'terminee', status: 'closed' });
  const sections = ['video', 'headline', 'story', 'form', 'picture', 'goal', 'faq', 'legal', 'sender'];
  const settings = { ...riding.settings, sections };
  const reordered = campaignFile.parse({ ...riding, slug: 'autre-ordre', settings, shifts: [] });
  for (const file of [closed, reordered]) {
    await site.deps.db.transaction((tx) => importCampaign(tx, file, site.clock.now()));
  }
  for (const locale of locales) casts.set(locale, await gather(locale));
  await makePast(site, 'sortie-marche');
  await fillUp(site, 'sortie-riviere');
  for (const cast of casts.values()) await hearBack(cast);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function gather(locale: Locale): Promise<Cast> {
  const add = (name: string, fields: Record<string, string> = {}) =>
    addPerson(site, locale, { email: `${name}.${locale}@example.org`, ...fields });
  const long = { firstName: 'Wolfeschlegelsteinhausenbergerdorff-Marie-Élisabeth' };
  const regular = await add('une.adresse.vraiment.interminable.qui.ne.finit.pas', long);
  const reporter = await add('reporter');
  const absent = await add('absent');
  const regulars = {
    over: await book(site, regular, 'sortie-marche'),
    coming: await book(site, regular, 'soupe-equipe'),
  };
  const given = await book(site, regular, 'soiree-appels');
  await post(site.app, `${regular.space}/bookings/${given}/cancel`, {});
  return {
    locale,
    newcomer: await add('newcomer'),
    giver: await add('giver', { slug: 'paniers-solidaires', amount: '50', frequency: 'monthly', consent: '' }),
    caller: await add('caller', { slug: 'loyers-justes', count: '10' }),
    regular,
    regulars,
    reporter,
    report: await book(site, reporter, 'sortie-marche'),
    absent,
    absence: await book(site, absent, 'sortie-marche'),
  };
}

async function hearBack({ reporter, report, absent, absence }: Cast): Promise<void> {
  const told = { answer: 'attended', count: '40', needsHelp: 'yes' };
  await post(site.app, `${reporter.space}/bookings/${report}/report`, told);
  await post(site.app, `${absent.space}/bookings/${absence}/report`, { answer: 'missed', count: '' });
}

/** Where each page is found. */
const pages: Record<string, (cast: Cast) => string> = {
  index: ({ locale }) => `/?lang=${locale}`,
  'landing-porte-a-porte': ({ locale }) => `/${locale}/porte-a-porte`,
  'landing-loyers-justes': ({ locale }) => `/${locale}/loyers-justes`,
  'landing-paniers-solidaires': ({ locale }) => `/${locale}/paniers-solidaires`,
  'landing-other-order': ({ locale }) => `/${locale}/autre-ordre`,
  embed: ({ locale }) => `/${locale}/loyers-justes/embed`,
  'embed-thanks': ({ newcomer }) => newcomer.next.replace('/next/', '/embed/thanks/'),
  'embed-closed': ({ locale }) => `/${locale}/terminee/embed`,
  next: ({ newcomer }) => newcomer.next,
  'next-money': ({ giver }) => giver.next,
  'next-calls': ({ caller }) => caller.next,
  'next-full': ({ newcomer }) => `${newcomer.next}?outcome=full`,
  confirm: ({ newcomer }) => newcomer.confirm,
  'space-empty': ({ newcomer }) => `${newcomer.space}?outcome=confirmed`,
  'space-bookings': ({ regular }) => `${regular.space}?outcome=cancelled`,
  'space-pledge': ({ giver }) => giver.space,
  'space-reported': ({ reporter }) => reporter.space,
  cancel: ({ regular, regulars }) => `${regular.space}/bookings/${regulars.coming}/cancel`,
  report: ({ regular, regulars }) => `${regular.space}/bookings/${regulars.over}/report`,
  'report-missed': ({ regular, regulars }) => `${regular.space}/bookings/${regulars.over}/report?answer=missed`,
  'thanks-attended': ({ reporter, report }) => `${reporter.space}/bookings/${report}/report/thanks`,
  'thanks-missed': ({ absent, absence }) => `${absent.space}/bookings/${absence}/report/thanks`,
  unsubscribe: ({ newcomer }) => newcomer.leave,
  'not-found': ({ locale }) => `/${locale}/nulle-part`,
  closed: ({ locale }) => `/${locale}/terminee`,
  'link-broken': ({ newcomer, locale }) => `${newcomer.space}x?lang=${locale}`,
};

/** What becomes of a page when something is done on it. */
const states: Record<string, { on: (cast: Cast) => string; act: (page: Page, cast: Cast) => Promise<void> }> = {
  'landing-errors': {
    on: ({ locale }) => `/${locale}/loyers-justes`,
    act: async (page) => {
      await page.locator('#signup [type=submit]').click();
      await page.locator('.problem').first().waitFor();
    },
  },
  'landing-answers': {
    on: ({ locale }) => `/${locale}/porte-a-porte`,
    act: async (page) => {
      for (const question of await page.locator('.faq summary').all()) await question.click();
    },
  },
  'embed-errors': {
    on: ({ locale }) => `/${locale}/paniers-solidaires/embed`,
    act: async (page) => {
      await page.locator('#signup [type=submit]').click();
      await page.locator('.problem').first().waitFor();
    },
  },
  'next-booked': {
    on: ({ newcomer }) => newcomer.next,
    act: async (page, { locale }) => {
      await page.locator('#shifts [type=submit]').first().click();
      await page.getByText(messages(locale).pages.outcomes.booked).waitFor();
    },
  },
  'report-errors': {
    on: ({ regular, regulars }) => `${regular.space}/bookings/${regulars.over}/report`,
    act: async (page) => {
      await page.locator('#field-count').fill('beaucoup');
      await page.locator('[name=answer]').first().click();
      await page.locator('.problem').first().waitFor();
    },
  },
  unsubscribed: {
    on: ({ caller }) => caller.leave,
    act: async (page, { locale }) => {
      await page.locator('[type=submit]').click();
      await page.getByRole('heading', { name: messages(locale).pages.unsubscribe.doneTitle }).waitFor();
    },
  },
  'pledge-kept': {
    on: ({ giver }) => giver.next,
    act: async (page, { locale }) => {
      await page.getByRole('button', { name: messages(locale).pages.pledge.doneMoney }).click();
      await page.getByText(messages(locale).pages.outcomes['pledge-kept']).waitFor();
    },
  },
};

describe.each(locales)('in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  test.each(Object.keys(pages))('%s', async (name) => {
    const { page, cast } = await visit(locale);
    await page.goto(pages[name]?.(cast) ?? '');
    await inspect(page, `${name}-${locale}`, {
      axe: locale === 'fr' || name.startsWith('landing') || name.startsWith('embed'),
    });
  });

  test.each(Object.keys(states))('%s', async (name) => {
    const { page, cast } = await visit(locale);
    await page.goto(states[name]?.on(cast) ?? '');
    await states[name]?.act(page, cast);
    await inspect(page, `${name}-${locale}`, { axe: locale === 'fr' });
  });
});

async function visit(locale: Locale): Promise<{ page: Page; cast: Cast }> {
  const cast = casts.get(locale);
  if (!cast) throw new Error(`nobody speaks ${locale}`);
  return { cast, page: await browser.newPage(site.origin, { locale: `${locale}-CA` }) };
}
