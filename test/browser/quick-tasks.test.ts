import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { join, wait } from '../followups/inbox.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { linkOf, openMail, type Site, startSite } from './site.ts';

const fr = messages('fr');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  site.deps.announcements.open();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'organizer' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test('an organizer writes a task for half an hour; whoever taps the line of a mail gets it and says it is done', async () => {
  const desk = await browser.newPage(site.origin, { width: 1280 });
  await desk.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await desk.getByRole('button').last().click();
  await desk.waitForURL(/\/admin$/);
  await desk.goto(`${site.origin}/admin/campaigns/porte-a-porte/edit/tasks`);
  await inspect(desk, 'editor-tasks');
  const added = desk.locator('section.card', { has: desk.getByRole('heading', { name: fr.editor.tasks.add }) });
  const french = (label: string) => added.getByRole('group', { name: label }).getByLabel('Français');
  await added.getByLabel(fr.editor.tasks.kind, { exact: true }).selectOption({ label: fr.editor.tasks.kinds.other });
  await french(fr.editor.tasks.title).fill('Six affiches dans le quartier');
  await french(fr.editor.tasks.text).fill('Passez prendre les affiches, et demandez aux commerces de les poser.');
  await added.getByLabel(fr.editor.tasks.near, { exact: true }).fill('H2G');
  await desk.getByRole('button', { name: fr.editor.form.save, exact: true }).click();
  await desk.getByText(fr.editor.form.saved, { exact: true }).waitFor();

  await join(site, { lastName: 'Lovelace', postalCode: 'H2G 1C7', phone: '514 555 0123' }, 'porte-a-porte');
  await wait(site, 0.001);
  const phone = await browser.newPage(site.origin);
  await openMail(site, 'ada@example.org', fr.mail.confirm.button, phone);
  await phone.goto(await linkOf(phone, fr.mail.confirm.button));
  await phone.getByRole('button', { name: fr.pages.confirm.action }).click();
  await phone.waitForURL(/confirmed/);
  await site.runDueJobs();
  await openMail(site, 'ada@example.org', fr.mail.now.link, phone);
  await inspect(phone, 'mail-now', { axe: false });
  await phone.goto(await linkOf(phone, fr.mail.now.link));
  await inspect(phone, 'now');
  await phone.getByRole('button', { name: fr.now.button }).click();
  await phone.getByRole('heading', { name: 'Six affiches dans le quartier' }).waitFor();
  await inspect(phone, 'now-task');
  await phone.getByRole('button', { name: fr.now.again }).click();
  await phone.getByRole('heading', { name: 'Trois appels aux voisins' }).waitFor();
  await phone.getByLabel(fr.now.calls).fill('5');
  await phone.getByRole('button', { name: fr.now.done }).click();
  await phone.waitForURL(/task-done/);
  await site.deps.db.$client`insert into teams (id, name, postal_prefixes, leader_id)
    select gen_random_uuid(), 'Équipe Rosemont', '{H2G}', id from organizers`;
  await site.deps.db.$client`update contacts set team_id = (select id from teams)`;
  await desk.goto(`${site.origin}/admin/account`);
  await inspect(desk, 'account-sharing');
  await desk.getByRole('button', { name: fr.people.sharing.show }).click();
  await desk.getByText(fr.people.account.notices.shown).waitFor();
  await phone.goto(phone.url().replace(/\?.*/, ''));
  await phone.getByRole('link', { name: fr.now.writeTo('olive@example.org') }).waitFor();
  await phone.getByRole('heading', { name: fr.now.mine }).waitFor();
  await inspect(phone, 'space-done');
  await phone.getByRole('link', { name: fr.forms.space.preferences }).click();
  await phone.getByRole('heading', { name: fr.now.preferences.title }).waitFor();
  await inspect(phone, 'preferences');
  const [report] = await site.deps.db.$client`select task, count from reports`;
  expect({ ...report }).toEqual({ task: 'trois-appels', count: 5 });
}, 240_000);
