import { setTimeout as delay } from 'node:timers/promises';
import { and, asc, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { findStanding, standingConsents } from '../../src/consents/queries.ts';
import { consents } from '../../src/consents/table.ts';
import { contactAddresses, contacts } from '../../src/contacts/table.ts';
import { confirmUrl } from '../../src/http/links.ts';
import { mailboxMails } from '../../src/mail/table.ts';
import { notes } from '../../src/notes/table.ts';
import { contactAttempts, contactClocks } from '../../src/outreach/table.ts';
import { signups } from '../../src/signups/table.ts';
import { readTag } from '../../src/tags/form.ts';
import { contactTags, tags } from '../../src/tags/table.ts';
import { origin, type SignedInTest, signIn, startSignedIn } from '../organizers/signed-in.ts';
import { addAnswerer, addNewcomer, addTeam } from '../outreach/people.ts';
import { addCampaign } from '../support/campaign.ts';
import { formBody, post } from '../support/forms.ts';

let t: SignedInTest;
let campaignId: string;
let ada: string;

beforeAll(async () => {
  t = await startSignedIn();
  campaignId = await addCampaign(t.deps);
});

beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, tags, teams, mailbox_mails cascade`;
  await t.deps.db.$client`delete from organizers where id <> ${t.organizerId}`;
  ada = await addNewcomer(t, 'ada@example.org');
});

afterAll(async () => {
  await t.close();
});

/** Posts as the organizer who is signed in, from the admin's own pages. */
async function send(
  path: string,
  fields: Record<string, string | string[]> = {},
  { cookie = t.cookie, from = origin } = {},
): Promise<Response> {
  return await t.app.request(`/admin/contacts/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: from, cookie },
    body: formBody(fields),
  });
}

const contact = async (id = ada) => (await t.deps.db.select().from(contacts).where(eq(contacts.id, id)))[0];
const kinds = async (id = ada) =>
  (await t.deps.db.select().from(activities).where(eq(activities.contactId, id)).orderBy(asc(activities.id))).map(
    ({ kind }) => kind,
  );

/** The form of a contact as it is drawn now, with some fields typed anew. */
async function editForm(typed: Record<string, string | string[]> = {}): Promise<Record<string, string | string[]>> {
  const html = await (await t.get(`/admin/contacts/${ada}/edit`)).text();
  const was = [...html.matchAll(/name="(was\.\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const same = was.map(([name = '', value = '']) => [name.replace('was.', ''), value]);
  return { ...Object.fromEntries(was), ...Object.fromEntries(same), ...typed };
}

describe('an attempt', () => {
  test('is noted once, however often the form is sent, with its note on the timeline', async () => {
    const id = uuidv7();
    const places = new Set<string | null>();
    for (let times = 0; times < 3; times += 1) {
      const answer = await send(`${ada}/attempts`, { id, outcome: 'called', note: 'Rappeler <b>lundi</b>' });
      expect(answer.status).toBe(303);
      places.add(answer.headers.get('location'));
    }
    expect(places.size).toBe(1);
    expect(await t.deps.db.$count(contactAttempts)).toBe(1);
    expect(await t.deps.db.$count(notes)).toBe(1);
    expect((await kinds()).filter((kind) => kind === 'contact.answered')).toHaveLength(1);
    const html = await (await t.get([...places][0] ?? '')).text();
    expect(html).toContain('Rappeler &lt;b&gt;lundi&lt;/b&gt;');
    expect(html).toContain('Appel noté pour Ada.');
  });

  test('is another one where something else is typed into a page that was gone back to', async () => {
    const id = uuidv7();
    await send(`${ada}/attempts`, { id, outcome: 'no-answer' });
    await send(`${ada}/attempts`, { id, outcome: 'called', note: 'A rappelé d’elle-même' });
    expect((await t.deps.db.select().from(contactAttempts)).map(({ outcome }) => outcome).sort()).toEqual([
      'called',
      'no-answer',
    ]);
    for (const note of ['Une', 'Une', 'Autre']) await send(`${ada}/notes`, { id, note });
    expect(await t.deps.db.$count(notes)).toBe(3);
  });

  test('leads back to the list that it was noted from, and nowhere else', async () => {
    const answer = await send(`${ada}/attempts`, { id: uuidv7(), outcome: 'met', back: 'show=overdue' });
    expect(answer.headers.get('location')).toMatch(/^\/admin\/waiting\?show=overdue&noted=/);
    for (const back of ['https://evil.example', 'show=//evil.example', '//evil.example?show=x']) {
      const other = await send(`${ada}/attempts`, { id: uuidv7(), outcome: 'met', back });
      expect(other.headers.get('location')).toMatch(
        /^\/admin\/(waiting\?show=mine&noted=|contacts\/[0-9a-f-]{36}\?noted=)/,
      );
    }
  });

  test('that is too long or says nothing comes back with what was typed, and nothing is noted', async () => {
    const long = await send(`${ada}/attempts`, { id: uuidv7(), outcome: 'called', note: 'x'.repeat(5_001) });
    expect(long.status).toBe(422);
    expect(await long.text()).toContain('dépasse 5\u00a0000 caractères');
    const none = await send(`${ada}/attempts`, { id: uuidv7(), note: 'Déjà écrit' });
    expect(none.status).toBe(422);
    const html = await none.text();
    expect(html).toContain('Choisissez ce que vous avez fait.');
    expect(html).toContain('>Déjà écrit</textarea>');
    expect(await t.deps.db.$count(contactAttempts)).toBe(0);
  });

  test('is refused from another site, and without a session', async () => {
    const fields = { id: uuidv7(), outcome: 'called' };
    expect((await send(`${ada}/attempts`, fields, { from: 'https://evil.example' })).status).toBe(403);
    expect((await send(`${ada}/attempts`, fields, { cookie: '' })).headers.get('location')).toMatch(/sign-in/);
    expect(await t.deps.db.$count(contactAttempts)).toBe(0);
  });

  test('gives who has nobody to whoever turned to them', async () => {
    await t.deps.db.update(contacts).set({ ownerId: null });
    await send(`${ada}/attempts`, { id: uuidv7(), outcome: 'no-answer' });
    expect((await contact())?.ownerId).toBe(t.organizerId);
  });
});

test('every act on nobody is answered with 404', async () => {
  for (const id of [uuidv7(), 'x']) {
    for (const act of ['attempts', 'close-clock', 'owner', 'tags', 'notes', 'edit', `tags/${uuidv7()}/remove`]) {
      expect((await send(`${id}/${act}`, { id: uuidv7(), outcome: 'met' })).status, act).toBe(404);
    }
    expect((await t.get(`/admin/contacts/${id}/edit`)).status).toBe(404);
  }
});

describe('a tag', () => {
  test('is one for one word, whatever its case and accents, and stands once on a contact', async () => {
    for (const tag of ['Bénévole', 'BENEVOLE', ' bénévole '])
      expect((await send(`${ada}/tags`, { tag })).status).toBe(303);
    expect((await t.deps.db.select().from(tags)).map(({ name }) => name)).toEqual(['Bénévole']);
    expect(await t.deps.db.$count(contactTags)).toBe(1);
    expect((await kinds()).filter((kind) => kind === 'contact.tagged')).toHaveLength(1);
  });

  test('is suggested to others, and taken off one alone', async () => {
    const bob = await addNewcomer(t, 'bob@example.org');
    await send(`${ada}/tags`, { tag: 'Cuisine' });
    expect(await (await t.get(`/admin/contacts/${bob}`)).text()).toContain('<option value="Cuisine"></option>');
    await send(`${bob}/tags`, { tag: 'Cuisine' });
    const [tag] = await t.deps.db.select().from(tags);
    for (let times = 0; times < 2; times += 1) await send(`${ada}/tags/${tag?.id}/remove`);
    expect((await t.deps.db.select().from(contactTags)).map(({ contactId }) => contactId)).toEqual([bob]);
    expect((await kinds()).filter((kind) => kind === 'contact.untagged')).toHaveLength(1);
  });

  test('that is none comes back with what was typed', async () => {
    const answer = await send(`${ada}/tags`, { tag: 'une, deux' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('value="une, deux"');
  });

  test('read from any text is a word that reads the same again, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
        const tag = readTag(typed);
        if (!tag) return;
        expect(tag.name).toMatch(/^\S(.*\S)?$/su);
        expect(tag.name).not.toMatch(/[,;\p{Cc}]/u);
        expect(readTag(tag.name)).toEqual(tag);
      }),
    );
  });
});

describe('a note', () => {
  const noteId = async () => (await t.deps.db.select().from(notes))[0]?.id;

  test('is changed and deleted by who wrote it, and by nobody else', async () => {
    const form = uuidv7();
    for (let times = 0; times < 2; times += 1) await send(`${ada}/notes`, { id: form, note: 'Une' });
    expect(await t.deps.db.$count(notes)).toBe(1);
    const id = await noteId();
    await addAnswerer(t, 'Oscar');
    const other = { cookie: await signIn(t, 'oscar@example.org') };
    expect((await send(`${ada}/notes/${id}`, { note: 'Autre', was: 'Une' }, other)).status).toBe(404);
    expect((await send(`${ada}/notes/${id}/delete`, {}, other)).status).toBe(303);
    expect((await t.deps.db.select().from(notes)).map(({ body }) => body)).toEqual(['Une']);
    expect((await send(`${ada}/notes/${id}`, { note: 'Deux\r\nlignes', was: 'Une' })).status).toBe(303);
    expect((await t.deps.db.select().from(notes)).map(({ body }) => body)).toEqual(['Deux\nlignes']);
    expect((await send(`${ada}/notes/${id}/delete`)).status).toBe(303);
    expect(await t.deps.db.$count(notes)).toBe(0);
  });

  test('that changed meanwhile in another tab is shown, not overwritten', async () => {
    await send(`${ada}/notes`, { id: uuidv7(), note: 'Une' });
    const id = await noteId();
    await send(`${ada}/notes/${id}`, { note: 'Deux', was: 'Une' });
    const late = await send(`${ada}/notes/${id}`, { note: 'Trois', was: 'Une' });
    expect(late.status).toBe(409);
    const html = await late.text();
    expect(html).toContain('<blockquote class="any-break">Deux</blockquote>');
    expect(html).toContain('>Trois</textarea>');
    expect((await t.deps.db.select().from(notes)).map(({ body }) => body)).toEqual(['Deux']);
  });

  test('is not deleted by opening the page that asks', async () => {
    await send(`${ada}/notes`, { id: uuidv7(), note: 'Une' });
    const id = await noteId();
    expect((await t.get(`/admin/contacts/${ada}/notes/${id}/delete`)).status).toBe(200);
    expect(await t.deps.db.$count(notes)).toBe(1);
  });
});

describe('the owner', () => {
  test('is changed, with the clock, and told on the timeline once', async () => {
    const oscar = await addAnswerer(t, 'Oscar');
    for (let times = 0; times < 2; times += 1) await send(`${ada}/owner`, { owner: oscar });
    expect((await contact())?.ownerId).toBe(oscar);
    expect((await t.deps.db.select().from(contactClocks))[0]?.ownerId).toBe(oscar);
    const given = await t.deps.db
      .select({ data: activities.data })
      .from(activities)
      .where(and(eq(activities.contactId, ada), eq(activities.kind, 'contact.assigned')))
      .orderBy(asc(activities.id));
    expect(given.at(-1)?.data).toEqual({ ownerId: oscar, organizerId: t.organizerId });
    expect(given.filter(({ data }) => data.ownerId === oscar)).toHaveLength(1);
  });

  test('is a leader only where they see the contact, which the page says otherwise', async () => {
    const lea = await addAnswerer(t, 'Léa', 'leader');
    const refused = await send(`${ada}/owner`, { owner: lea });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('ne voit pas cette fiche');
    expect((await contact())?.ownerId).toBe(t.organizerId);
    const team = await addTeam(t, { name: 'Rosemont', leaderId: lea, postalPrefixes: [] });
    expect((await send(`${ada}/owner`, { owner: lea, team })).status).toBe(303);
    expect(await contact()).toMatchObject({ ownerId: lea, teamId: team });
    // Out of the team they would see nobody any more, and still be who answers.
    expect((await send(`${ada}/owner`, { owner: lea, team: '' })).status).toBe(422);
    expect((await contact())?.teamId).toBe(team);
  });

  test('is nobody who sees no personal data, and nobody who is not there', async () => {
    const viewer = await addAnswerer(t, 'Vic', 'viewer');
    for (const owner of [viewer, 'nobody']) {
      const answer = await send(`${ada}/owner`, { owner });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('id="owner-problem"');
    }
  });
});

describe('a contact’s details', () => {
  test('are kept as they should be written, and told on the timeline without their content', async () => {
    const typed = {
      firstName: ' Ada ',
      lastName: 'Côté',
      phone: '(514) 555-0123',
      postalCode: 'h2x1y4',
      availability: ['evenings', 'weekends'],
    };
    expect((await send(`${ada}/edit`, await editForm(typed))).status).toBe(303);
    expect(await contact()).toMatchObject({
      firstName: 'Ada',
      lastName: 'Côté',
      lastFolded: 'cote',
      phone: '+15145550123',
      postalCode: 'H2X 1Y4',
      availability: ['evenings', 'weekends'],
    });
    const edited = await t.deps.db.select().from(activities).where(eq(activities.kind, 'contact.edited'));
    expect(edited.map(({ data }) => data)).toEqual([
      { fields: ['lastName', 'phone', 'postalCode', 'availability'], organizerId: t.organizerId },
    ]);
  });

  test('that are wrong come back as typed, each with its sentence, and nothing is kept', async () => {
    const typed = { lastName: 'Roy', phone: '12', postalCode: 'XXX', email: 'ada@' };
    const answer = await send(`${ada}/edit`, await editForm(typed));
    expect(answer.status).toBe(422);
    const html = await answer.text();
    for (const field of ['phone', 'postalCode', 'email']) expect(html).toContain(`id="${field}-problem"`);
    expect(html).toContain('value="XXX"');
    expect(html).not.toContain('id="lastName-problem"');
    expect((await contact())?.lastName).toBe('');
  });

  test('that came from elsewhere and would be wrong here do not stop another change', async () => {
    await t.deps.db.update(contacts).set({ postalCode: 'SW1A 1AA', phone: '+442079460000' });
    expect((await send(`${ada}/edit`, await editForm({ lastName: 'Roy' }))).status).toBe(303);
    expect(await contact()).toMatchObject({ lastName: 'Roy', postalCode: 'SW1A 1AA', phone: '+442079460000' });
  });

  test('keep an availability in words of the contact’s own beside those that every form offers', async () => {
    await t.deps.db.update(contacts).set({ availability: ['mardi soir', 'weekends'] });
    const html = await (await t.get(`/admin/contacts/${ada}/edit`)).text();
    const boxes = html.match(/<input type="checkbox" name="availability"[^>]*>/g) ?? [];
    const value = (box: string) => / value="([^"]*)"/.exec(box)?.[1] ?? '';
    expect(boxes.map(value)).toEqual(['weekdays', 'evenings', 'weekends', 'mardi soir']);
    const availability = boxes.filter((box) => / checked/.test(box)).map(value);
    const sent = { ...(await editForm()), availability: [...availability, 'evenings'], firstName: 'Adèle' };
    expect((await send(`${ada}/edit`, sent)).status).toBe(303);
    const kept = await contact();
    expect(kept?.firstName).toBe('Adèle');
    expect(new Set(kept?.availability)).toEqual(new Set(['mardi soir', 'weekends', 'evenings']));
    const none = { ...(await editForm()), availability: 'jeudi' };
    expect((await send(`${ada}/edit`, none)).status).toBe(422);
  });

  test('that somebody else changed meanwhile are kept where one did not touch them', async () => {
    const form = await editForm({ lastName: 'Roy' });
    await t.deps.db.update(contacts).set({ phone: '+15145550199' });
    expect((await send(`${ada}/edit`, form)).status).toBe(303);
    expect(await contact()).toMatchObject({ lastName: 'Roy', phone: '+15145550199' });
  });

  test('that both changed are shown side by side, and nothing is overwritten until one says so', async () => {
    const form = await editForm({ lastName: 'Roy', postalCode: 'H2X 1Y4' });
    await t.deps.db.update(contacts).set({ lastName: 'Côté' });
    const answer = await send(`${ada}/edit`, form);
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(html).toContain('Maintenant\u00a0: «\u00a0Côté\u00a0»');
    expect(html).toMatch(/id="lastName"[^>]*value="Roy"/);
    expect(html).toContain('name="was.lastName" value="Côté"');
    expect(await contact()).toMatchObject({ lastName: 'Côté', postalCode: '' });
    const again = { ...form, 'was.lastName': 'Côté' };
    expect((await send(`${ada}/edit`, again)).status).toBe(303);
    expect(await contact()).toMatchObject({ lastName: 'Roy', postalCode: 'H2X 1Y4' });
  });

  test('any text in any field is kept whole, or refused and kept nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 260 }), async (lastName) => {
        await t.deps.db.update(contacts).set({ lastName: '' });
        if (!lastName.isWellFormed()) return;
        const answer = await send(`${ada}/edit`, await editForm({ lastName }));
        const kept = (await contact())?.lastName;
        if (answer.status === 303) expect(kept).toBe(lastName.trim());
        else expect([answer.status, kept]).toEqual([answer.status === 400 ? 400 : 422, '']);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a changed postal code', () => {
  const change = async (postalCode: string) =>
    expect((await send(`${ada}/edit`, await editForm({ postalCode }))).status).toBe(303);

  test('finds its team, and somebody there to answer, in the place of the team that the wrong one found', async () => {
    const [bea, cleo] = [await addAnswerer(t, 'Bea', 'leader'), await addAnswerer(t, 'Cleo', 'leader')];
    const wrong = await addTeam(t, { name: 'Plateau', leaderId: bea, postalPrefixes: ['H2X'] });
    const right = await addTeam(t, { name: 'Laval', leaderId: cleo, postalPrefixes: ['H7N'] });
    await t.deps.db.update(contacts).set({ postalCode: 'H2X 1Y4', teamId: wrong, ownerId: bea });
    await change('H7N 1A1');
    await t.runDueJobs();
    expect(await contact()).toMatchObject({ teamId: right, ownerId: cleo });
    await change('');
    expect((await contact())?.teamId).toBeNull();
    await change('H2X 1Y4');
    expect((await contact())?.teamId).toBe(wrong);
  });

  test('leaves who was given to a team by hand where they are', async () => {
    await addTeam(t, { name: 'Plateau', leaderId: null, postalPrefixes: ['H2X'] });
    const teamId = await addTeam(t, { name: 'Jeunes', leaderId: null, postalPrefixes: [] });
    await t.deps.db.update(contacts).set({ postalCode: 'H7N 1A1', teamId });
    await change('H2X 1Y4');
    expect((await contact())?.teamId).toBe(teamId);
  });
});

describe('a changed address', () => {
  const change = async (email: string) => await send(`${ada}/edit`, await editForm({ email }));

  test('of somebody else’s is refused, with the way to them', async () => {
    const bob = await addNewcomer(t, 'bob@example.org');
    const answer = await change('BOB@example.org');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`href="/admin/contacts/${bob}"`);
    expect((await contact())?.email).toBe('ada@example.org');
  });

  test('that a merge left to somebody else is refused too, with the way to them', async () => {
    const bob = await addNewcomer(t, 'bob@example.org');
    await t.deps.db
      .insert(contactAddresses)
      .values({ email: 'robert@example.org', contactId: bob, formerId: uuidv7(), at: t.clock.now() });
    const answer = await change('robert@example.org');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`href="/admin/contacts/${bob}"`);
    expect((await contact())?.email).toBe('ada@example.org');
  });

  test('that a merge left to them changes places with the old one while no sign-up reads where it leads', async () => {
    await t.deps.db
      .insert(contactAddresses)
      .values({ email: 'adele@example.org', contactId: ada, formerId: uuidv7(), at: t.clock.now() });
    const form = await editForm({ email: 'adele@example.org' });
    let changing: Promise<Response> | undefined;
    await t.deps.db.transaction(async (signingUp) => {
      await signingUp.execute(sql`select from contact_addresses`);
      changing = send(`${ada}/edit`, form);
      expect(await Promise.race([changing, delay(300)])).toBeUndefined();
    });
    expect((await changing)?.status).toBe(303);
    expect((await contact())?.email).toBe('adele@example.org');
    expect(await t.deps.db.select({ email: contactAddresses.email }).from(contactAddresses)).toEqual([
      { email: 'ada@example.org' },
    ]);
  });

  test('is unconfirmed, and ends in the ledger what was agreed to with the old one', async () => {
    const [signup] = await t.deps.db.select().from(signups).where(eq(signups.contactId, ada));
    const links = { baseUrl: '', secret: t.deps.config.secret };
    await post(t.app, confirmUrl(links, { signupId: signup?.id ?? '', since: t.deps.clock.now() }), {});
    expect(await findStanding(t.deps.db, ada, campaignId)).toMatchObject({ confirmed: true, mayFollowUp: true });
    t.clock.advance(60_000);
    expect((await change('ada.l@example.org')).status).toBe(303);
    expect(await contact()).toMatchObject({ email: 'ada.l@example.org', confirmedAt: null });
    expect(await findStanding(t.deps.db, ada, campaignId)).toMatchObject({ confirmed: false, mayFollowUp: false });
    const ledger = await t.deps.db.select().from(consents).where(eq(consents.contactId, ada)).orderBy(asc(consents.at));
    expect(ledger.at(-1)).toMatchObject({ action: 'withdrawn', source: 'address-changed', channel: 'email' });
    const page = await (await t.get(`/admin/contacts/${ada}`)).text();
    expect(page).toContain('Courriel changé, à confirmer');
    expect(page).toContain('changement d’adresse par l’équipe');
  });

  test('ends what counted for the old one without a confirmation, and asks nobody to have it back', async () => {
    await t.deps.db.update(consents).set({ needsConfirmation: false }).where(eq(consents.contactId, ada));
    expect((await contact())?.confirmedAt).toBeNull();
    expect(await findStanding(t.deps.db, ada, campaignId)).toMatchObject({ mayFollowUp: true });
    t.clock.advance(60_000);
    expect((await change('bea@example.org')).status).toBe(303);
    expect(await findStanding(t.deps.db, ada, campaignId)).toMatchObject({ mayFollowUp: false });
    await t.runDueJobs();
    expect(await t.deps.db.$count(mailboxMails, eq(mailboxMails.to, 'bea@example.org'))).toBe(0);
  });

  test('that was never confirmed gets a confirmation, for the slip in the old one swallowed the first', async () => {
    const [old] = await t.deps.db.select().from(mailboxMails).where(eq(mailboxMails.to, 'ada@example.org'));
    t.clock.advance(60_000);
    expect((await change('ada@gmail.com')).status).toBe(303);
    await t.runDueJobs();
    // Whoever has the old mailbox cannot speak for the new one.
    const stale = /\/c\/[^\s"]+/.exec(old?.text ?? '')?.[0] ?? '';
    expect((await post(t.app, stale, {})).status).toBe(410);
    expect((await contact())?.confirmedAt).toBeNull();
    const mails = await t.deps.db.select().from(mailboxMails).where(eq(mailboxMails.to, 'ada@gmail.com'));
    expect(mails).toHaveLength(1);
    const link = /\/c\/[^\s"]+/.exec(mails[0]?.text ?? '')?.[0] ?? '';
    t.clock.advance(60_000);
    await post(t.app, link, {});
    expect(await findStanding(t.deps.db, ada, campaignId)).toMatchObject({ confirmed: true, mayFollowUp: true });
  });
});

test('a changed number ends what was agreed to for texts and calls, and leaves mail as it is', async () => {
  const granted = { contactId: ada, campaignId, purpose: 'follow-up', action: 'granted', locale: 'fr' } as const;
  const said = { wording: 'Oui.', source: 'import', at: t.clock.now() };
  const channels = ['email', 'sms', 'phone'] as const;
  await t.deps.db.insert(consents).values(channels.map((channel) => ({ id: uuidv7(), ...granted, channel, ...said })));
  expect(await (await t.get(`/admin/contacts/${ada}/edit`)).text()).toContain('id="phone-hint"');
  t.clock.advance(60_000);
  expect((await send(`${ada}/edit`, await editForm({ firstName: 'Adèle' }))).status).toBe(303);
  expect((await standingConsents(t.deps.db, ada)).map(({ channel }) => channel)).toEqual(
    expect.arrayContaining([...channels]),
  );
  expect((await send(`${ada}/edit`, await editForm({ phone: '514 555-0199' }))).status).toBe(303);
  expect((await standingConsents(t.deps.db, ada)).map(({ channel }) => channel)).toEqual(['email']);
  const page = await (await t.get(`/admin/contacts/${ada}`)).text();
  expect(page).toContain('changement de numéro par l’équipe');
});
