import { sql } from 'drizzle-orm';
import type { CDPSession, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { roles } from '../../src/organizers/permissions.ts';
import { findOrganizer } from '../../src/organizers/queries.ts';
import { requireSecondFactor } from '../../src/organizers/require-second-factor.ts';
import { saveTeam } from '../../src/teams/save-team.ts';
import { codeFor } from '../organizers/authenticator.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson } from './people.ts';
import { type Site, startSite } from './site.ts';

const { admin: t, people: p } = messages('fr');
let site: Site;
let browser: Browser;
let teamId = '';

beforeAll(async () => {
  site = await startSite({ host: 'localhost' });
  browser = await openBrowser();
  for (const role of roles) await addOrganizer(site.deps, { email: `${role}@example.org`, name: names[role], role });
  for (const number of [1, 2])
    await addPerson(site, 'fr', { email: `person.${number}@example.org`, postalCode: 'H2X 1Y4' });
  await site.runDueJobs();
  teamId = uuidv7();
  const leaderId = (await findOrganizer(site.deps.db, 'leader@example.org'))?.id ?? null;
  const prefixes = ['H2X', 'H2W', 'H2J', 'H2H', 'H2T', 'H2L', 'H2K', 'H2G', 'H2E', 'H2R'];
  const team = { name: 'Plateau-Mont-Royal et environs immédiats', postalPrefixes: prefixes, leaderId };
  await saveTeam(site.deps, { id: teamId, team, by: await idOf('owner') });
  await saveTeam(site.deps, {
    id: uuidv7(),
    team: { name: 'Nord', postalPrefixes: ['H3L'], leaderId: null },
    by: await idOf('owner'),
  });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const names = {
  owner: 'Olive Tremblay-Lavoie',
  organizer: 'Wolfeschlegelsteinhausenbergerdorff-Marie-Élisabeth',
  leader: 'Léa Roy',
  viewer: 'Victor',
};
const idOf = async (role: keyof typeof names) => (await findOrganizer(site.deps.db, `${role}@example.org`))?.id ?? '';

async function signedIn(role: string, locale: Locale = 'fr', look = {}): Promise<Page> {
  const page = await browser.newPage(site.origin, { locale: `${locale}-CA`, ...look });
  await enter(page, role, locale);
  return page;
}

async function enter(page: Page, role: string, locale: Locale = 'fr'): Promise<void> {
  await page.goto(await createSignInLink(site.deps, `${role}@example.org`));
  await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin(?!\/sign-in)/);
}

/** Signs out, and waits until that is done. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: t.signOut }).click();
  await page.waitForURL(/\/admin\/sign-in/);
}

/** What a page looks like once this was done to it. */
type Look = { role?: keyof typeof names; path: () => string | Promise<string>; act?: (page: Page) => Promise<unknown> };

const send = async (page: Page, action: string, fields: Record<string, string>) => {
  const form = page.locator(`form[action="${action}"]`);
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name=${name}]`).fill(value);
  await form.locator('[type=submit]').click();
  await page.locator('[aria-invalid=true]').first().waitFor();
};

const looks: Record<string, Look> = {
  organizers: { path: () => '/admin/organizers?done=invited' },
  'organizers-wrong': {
    path: () => '/admin/organizers',
    act: (page) => send(page, '/admin/organizers', { email: 'lea@' }),
  },
  organizer: {
    path: async () => `/admin/organizers/${await idOf('organizer')}`,
    act: async (page) => await page.locator('details.card > summary').click(),
  },
  'last-owner': { path: async () => `/admin/organizers/${await idOf('owner')}` },
  account: { path: () => '/admin/account' },
  teams: { path: () => '/admin/teams' },
  'teams-wrong': {
    path: () => '/admin/teams',
    act: (page) => send(page, '/admin/teams', { name: 'Sud', prefixes: 'H2X' }),
  },
  team: {
    path: () => `/admin/teams/${teamId}`,
    act: async (page) => await page.locator('details.card > summary').click(),
  },
  shifts: { path: () => '/admin/shifts' },
  audit: { path: () => '/admin/audit' },
  'audit-nothing': { path: () => '/admin/audit?what=contacts.exported&from=2026-01-01' },
  refused: { role: 'viewer', path: () => '/admin/contacts' },
  'home-viewer': { role: 'viewer', path: () => '/admin' },
  'home-leader': { role: 'leader', path: () => '/admin' },
  'contacts-leader': { role: 'leader', path: () => '/admin/contacts' },
};

describe.each(locales)(
  'about people and roles, in %s, small and wide, light and dark, nothing is wrong with',
  (locale) => {
    test.each(Object.entries(looks))('%s', async (name, { role = 'owner', path, act }) => {
      const page = await signedIn(role, locale);
      await page.goto(await path());
      await act?.(page);
      await inspect(page, `access-${name}-${locale}`, { axe: locale === 'fr' });
    });
  },
);

/** A device that keeps passkeys; `verifies`: it asks for its owner's finger, and sees it. */
async function giveAuthenticator(page: Page, verifies = true): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}

describe('a passkey', () => {
  test('is made in one’s account, signs in alone, and is worth two proofs', async () => {
    const page = await signedIn('organizer');
    await giveAuthenticator(page);
    await page.goto('/admin/account');
    await page.getByRole('textbox', { name: p.passkeys.name }).fill('Mon téléphone');
    await page.getByRole('button', { name: p.passkeys.add }).click();
    await page.getByRole('status').getByText(p.account.notices.passkey).waitFor();
    await page.getByText('Mon téléphone').first().waitFor();
    await inspect(page, 'access-account-passkey');

    await requireSecondFactor(site.deps, ['organizer'], await idOf('owner'));
    await leave(page);
    await page.goto('/admin/contacts');
    await page.getByRole('button', { name: p.passkeys.signIn }).click();
    await page.getByRole('heading', { level: 1, name: t.contacts.title }).waitFor();

    await leave(page);
    await enter(page, 'organizer');
    await page.getByRole('heading', { level: 1, name: p.prove.title }).waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.getByRole('button', { name: p.passkeys.signIn }).click();
    await page.getByRole('heading', { level: 1, name: t.home.title }).waitFor();

    await page.goto('/admin/account');
    await page.getByRole('button', { name: `${p.passkeys.remove} Mon téléphone` }).click();
    await page.getByRole('status').getByText(p.account.notices['passkey-removed']).waitFor();
    await requireSecondFactor(site.deps, [], await idOf('owner'));
  });

  test('of a device that does not know its owner again is none', async () => {
    const page = await signedIn('viewer');
    await giveAuthenticator(page, false);
    await page.goto('/admin/account');
    await page.getByRole('button', { name: p.passkeys.add }).click();
    await page.getByRole('alert').getByText(p.passkeys.failed).waitFor();
    expect(await site.deps.db.execute(sql`select 1 from organizer_passkeys`)).toHaveLength(0);
  });

  test('that was removed does not sign in, and the page says what to do', async () => {
    const page = await signedIn('viewer');
    await giveAuthenticator(page);
    await page.goto('/admin/account');
    await page.getByRole('button', { name: p.passkeys.add }).click();
    await page.getByRole('status').waitFor();
    await site.deps.db.execute(sql`delete from organizer_passkeys`);
    await leave(page);
    await page.getByRole('button', { name: p.passkeys.signIn }).click();
    await page.getByRole('alert').getByText(p.passkeys.failedSignIn).waitFor();
    await page.goto('/admin/contacts');
    expect(new URL(page.url()).pathname).toBe('/admin/sign-in');
  });

  test.each([true, false])('is not offered where there can be none (scripts: %s)', async (javaScript) => {
    const page = await signedIn('viewer', 'fr', { javaScript });
    if (javaScript) await page.addInitScript('delete window.PublicKeyCredential');
    await page.goto('/admin/account');
    await page.getByText(p.passkeys.needsScript).waitFor();
    expect(await page.getByRole('button', { name: p.passkeys.add }).count()).toBe(0);
  });
});

test.each([true, false])(
  'a required second factor is set up by keyboard, then asked for (scripts: %s)',
  async (javaScript) => {
    const role = javaScript ? 'leader' : 'viewer';
    const page = await signedIn(role, 'fr', { javaScript });
    await requireSecondFactor(site.deps, [role], await idOf('owner'));
    await page.goto('/admin');
    await page.getByRole('heading', { level: 1, name: p.setUp.title }).waitFor();
    if (javaScript) await inspect(page, 'access-set-up-owed');
    await page.getByRole('button', { name: p.app.start }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: p.setUp.drawing }).waitFor();
    await page.getByRole('textbox', { name: p.setUp.code }).fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText(p.setUp.wrong).waitFor();
    if (javaScript) await inspect(page, 'access-set-up-wrong');
    await page.getByText(p.setUp.byHand).click();
    const secret = ((await page.locator('details code').textContent()) ?? '').replaceAll(' ', '');
    await page.getByRole('textbox', { name: p.setUp.code }).fill(codeFor(secret));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: p.codes.title }).waitFor();
    if (javaScript) await inspect(page, 'access-codes');
    const [code = ''] = await page.locator('.codes code').allTextContents();
    await page.getByRole('link', { name: p.codes.done }).click();
    await page.getByText(p.app.onText).waitFor();
    if (javaScript) await inspect(page, 'access-account-app');

    await leave(page);
    await enter(page, role);
    await page.getByRole('textbox', { name: p.prove.code }).fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByText(p.prove.wrong).waitFor();
    if (javaScript) await inspect(page, 'access-prove');
    await page.getByRole('textbox', { name: p.prove.code }).fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: t.home.title }).waitFor();
    await requireSecondFactor(site.deps, [], await idOf('owner'));
  },
);
