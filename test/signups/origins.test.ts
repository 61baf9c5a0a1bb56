import { asc, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { shareCode } from '../../src/attribution/share-code.ts';
import { contacts } from '../../src/contacts/table.ts';
import { recruits, signups } from '../../src/signups/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps);
  return () => t.close();
});

const link = '/fr/essai?utm_source=Facebook&utm_medium=social&utm_campaign=Rentr%C3%A9e';

async function open(path: string, headers: Record<string, string> = {}) {
  const answer = await t.app.request(path, { headers });
  const html = await answer.text();
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  return { answer, html, form: field('form'), origin: field('origin') };
}

/** Follows a link and signs up with what its page carries. Returns the sign-up's own code. */
async function come(path: string, email: string, headers: Record<string, string> = {}): Promise<string> {
  const { form, origin } = await open(path, headers);
  const carried = origin === '' ? {} : { origin };
  const target = `${path.split('?')[0]}/signups`;
  const answer = await post(t.app, target, { email, firstName: 'Ada', consent: 'yes', form, ...carried });
  expect(answer.status).toBe(303);
  const [row] = await t.deps.db
    .select({ id: signups.id })
    .from(signups)
    .innerJoin(contacts, eq(contacts.id, signups.contactId))
    .where(eq(contacts.email, email));
  return shareCode(t.deps.config.secret, 'signup', row?.id ?? '');
}

async function sources() {
  const { via, source, origin } = signups;
  return await t.deps.db.select({ via, source, origin }).from(signups).orderBy(asc(signups.createdAt));
}

describe('where a sign-up comes from', () => {
  test('is what its link said, in another language too, and after a mistake', async () => {
    const landing = await open(link);
    const other = /href="(\/en\/essai\?[^"]+)"/.exec(landing.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { form, origin, html } = await open(other);
    expect(html).toContain('/fr/essai?utm_source=facebook&amp;utm_medium=social');
    const wrong = await post(t.app, '/en/essai/signups', { email: 'ada@', firstName: 'Ada', form, origin });
    expect(wrong.status).toBe(422);
    const again = await wrong.text();
    expect(again).toContain(`name="origin" value="${origin}"`);
    expect(again).toContain('/fr/essai?utm_source=facebook');
    await post(t.app, '/en/essai/signups', { email: 'ada@example.org', firstName: 'Ada', form, origin });
    expect(await sources()).toEqual([
      { via: 'link', source: 'facebook', origin: { source: 'facebook', medium: 'social', campaign: 'Rentrée' } },
    ]);
  });

  test('is the site that linked here, also by the short link', async () => {
    const referer = 'https://www.lapresse.ca/actualites';
    const short = await t.app.request('/essai?utm_content=pied', { headers: { referer } });
    expect(short.headers.get('location')).toBe('/fr/essai?utm_content=pied');
    await come('/fr/essai', 'ada@example.org', { referer });
    expect(await sources()).toEqual([{ via: 'site', source: 'lapresse.ca', origin: { host: 'lapresse.ca' } }]);
  });

  test('is nothing where nothing tells, or what was sent is not what was signed', async () => {
    await come('/fr/essai', 'ada@example.org', { referer: 'http://localhost:3000/?lang=fr' });
    const { form, origin } = await open(link);
    const forged = `${Buffer.from('{"source":"x"}').toString('base64url')}.${origin.split('.')[1]}`;
    await post(t.app, '/fr/essai/signups', { email: 'bob@example.org', firstName: 'Bob', form, origin: forged });
    const none = { via: 'direct', source: '', origin: null };
    expect(await sources()).toEqual([none, none]);
  });

  test('leaves the page of those who come from nowhere as it was, and nobody a cookie', async () => {
    const before = await open('/fr/essai');
    const from = await open(link);
    const after = await open('/fr/essai?lang=fr&fbclid=abc');
    expect(after.html).toBe(before.html);
    expect(before.html).not.toContain('name="origin"');
    expect(from.html).toContain('name="origin"');
    for (const { answer } of [before, from]) expect(answer.headers.get('set-cookie')).toBeNull();
    expect(from.answer.headers.get('etag')).not.toBe(before.answer.headers.get('etag'));
  });

  test('is kept for each of many links, more than are kept in memory', async () => {
    const pages = await Promise.all(
      Array.from({ length: 300 }, (_, index) => open(`/fr/essai?utm_source=source-${index}`)),
    );
    expect(new Set(pages.map(({ origin }) => origin)).size).toBe(300);
    expect(pages.every(({ html, answer }) => answer.status === 200 && html.endsWith('</html>'))).toBe(true);
  });

  test('is an address that leads nowhere, where it leads nowhere', async () => {
    expect((await open('/fr/nulle-part?utm_source=x')).answer.status).toBe(404);
    await addCampaign(t.deps, { slug: 'finie', status: 'closed' });
    expect((await open('/fr/finie?utm_source=x')).answer.status).toBe(410);
  });
});

describe('a personal link', () => {
  test('credits whoever shared it, on both timelines, and says how it was passed on', async () => {
    const code = await come('/fr/essai', 'ada@example.org');
    await come(`/fr/essai?by=${code}&utm_source=whatsapp`, 'bob@example.org');
    expect(await sources()).toMatchObject([{ via: 'direct' }, { via: 'person', source: 'whatsapp' }]);
    expect(await credits()).toEqual([['bob@example.org', 'ada@example.org']]);
    const lines = await t.deps.db
      .select({ email: contacts.email, kind: activities.kind })
      .from(activities)
      .innerJoin(contacts, eq(contacts.id, activities.contactId))
      .orderBy(asc(activities.at), asc(contacts.email), asc(activities.kind));
    expect(lines).toContainEqual({ email: 'ada@example.org', kind: 'recruit.joined' });
    expect(lines).toContainEqual({ email: 'bob@example.org', kind: 'contact.recruited' });
  });

  test('of nobody is as good as none', async () => {
    await come('/fr/essai?by=0123456789', 'ada@example.org');
    expect(await sources()).toMatchObject([{ via: 'direct', origin: { by: '0123456789' } }]);
    expect(await credits()).toEqual([]);
  });

  test('recruits neither its owner nor those who were there, and goes round in no circle', async () => {
    const ada = await come('/fr/essai', 'ada@example.org');
    await come(`/fr/essai?by=${ada}`, 'ada@example.org');
    const bob = await come(`/fr/essai?by=${ada}`, 'bob@example.org');
    await come(`/fr/essai?by=${bob}`, 'ada@example.org');
    await come(`/fr/essai?by=${ada}`, 'bob@example.org');
    expect(await credits()).toEqual([['bob@example.org', 'ada@example.org']]);
  });

  test('credits once for a form that was sent twice, and for two at the same moment', async () => {
    const ada = await come('/fr/essai', 'ada@example.org');
    const { form, origin } = await open(`/fr/essai?by=${ada}`);
    const bob = { email: 'bob@example.org', firstName: 'Bob', form, origin };
    await Promise.all([1, 2, 3].map(() => post(t.app, '/fr/essai/signups', bob)));
    await Promise.all(['B', 'R'].map((lastName) => post(t.app, '/fr/essai/signups', { ...bob, firstName: lastName })));
    expect(await credits()).toEqual([['bob@example.org', 'ada@example.org']]);
    const joined = await t.deps.db.select().from(activities).where(eq(activities.kind, 'recruit.joined'));
    expect(joined).toHaveLength(1);
  });

  test('credits each of many who come at the same moment once, however often each sends', async () => {
    const ada = await come('/fr/essai', 'ada@example.org');
    const { form, origin } = await open(`/fr/essai?by=${ada}`);
    const people = Array.from({ length: 150 }, (_, index) => `p${index % 100}@example.org`);
    const answers = await Promise.all(
      people.map((email) => post(t.app, '/fr/essai/signups', { email, firstName: 'Bob', form, origin })),
    );
    expect(answers.every(({ status }) => status === 303)).toBe(true);
    expect(await t.deps.db.$count(recruits)).toBe(100);
    expect(await t.deps.db.$count(activities, eq(activities.kind, 'recruit.joined'))).toBe(100);
    expect(await t.deps.db.$count(signups, eq(signups.via, 'person'))).toBe(100);
  });

  test('works in the campaigns that its owner takes part in', async () => {
    await addCampaign(t.deps, { slug: 'autre' });
    const ada = await come('/fr/essai', 'ada@example.org');
    await come(`/fr/autre?by=${ada}`, 'bob@example.org');
    expect(await credits()).toEqual([]);
    await come('/fr/autre', 'ada@example.org');
    await come(`/fr/autre?by=${ada}`, 'eve@example.org');
    expect(await credits()).toEqual([['eve@example.org', 'ada@example.org']]);
  });
});

/** Who came through whom, by address. */
async function credits(): Promise<string[][]> {
  const recruiters = alias(contacts, 'recruiters');
  const rows = await t.deps.db
    .select({ joined: contacts.email, recruiter: recruiters.email })
    .from(recruits)
    .innerJoin(contacts, eq(contacts.id, recruits.contactId))
    .innerJoin(recruiters, eq(recruiters.id, recruits.recruiterId));
  return rows.map(({ joined, recruiter }) => [joined, recruiter]);
}
