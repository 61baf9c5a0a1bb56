import { asc, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { auditEntries, organizers } from '../../src/organizers/table.ts';
import { contactTags, tags } from '../../src/tags/table.ts';
import { teams } from '../../src/teams/table.ts';
import { type SignedInTest, startSignedIn, visitorAs } from '../organizers/signed-in.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { formBody } from '../support/forms.ts';

const people = 4_500;
let t: SignedInTest;

beforeAll(async () => {
  t = await startSignedIn();
  await t.deps.db.$client`
    insert into contacts (id, email, first_name, locale)
    select uuidv7(), 'person' || n || '@example.org', 'Zoé', case when n % 3 = 0 then 'en' else 'fr' end
    from generate_series(1, ${people}) as n`;
  await t.deps.db.insert(organizers).values({ id: 'bea', name: 'Béa', email: 'bea@example.org' });
});

beforeEach(async () => {
  await emptyTables(t.deps, 'bulk_acts, contact_tags, tags, activities');
  await t.deps.db.$client`update contacts set owner_id = null, team_id = null`;
  await t.deps.db.$client`delete from teams`;
});

afterAll(async () => {
  await t.close();
});

const french = JSON.stringify({ version: 1, match: 'all', conditions: [{ kind: 'language', locale: 'fr' }] });

async function send(path: string, fields: Record<string, string> = {}): Promise<Response> {
  return await t.app.request(path, {
    method: 'POST',
    headers: { cookie: t.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody(fields),
  });
}

/** Begins an act as its form does; the path of its page. */
async function begin(act: string, target: string, id = uuidv7()): Promise<string> {
  const answer = await send('/admin/bulk-acts', { id, filter: french, act, target });
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

const tagged = () => t.deps.db.$count(contactTags);

describe('an act on everyone whom a segment means', () => {
  test('is seen beforehand with how many it touches and the first ten of them', async () => {
    const html = await (await t.get(`/admin/bulk-acts/new?${new URLSearchParams({ filter: french })}`)).text();
    expect(html).toContain('3\u00a0000 contacts sont visés');
    expect(html).toContain('Confier 3\u00a0000 contacts');
    expect([...html.matchAll(/href="\/admin\/contacts\/[0-9a-f-]{36}"/g)]).toHaveLength(10);
    expect(await tagged()).toBe(0);
  });

  test('tags them once, however often the form is sent, and tells the audit log how many', async () => {
    const id = uuidv7();
    const paths = [await begin('tag', 'Équipe de nuit', id), await begin('tag', 'équipe de NUIT', id)];
    expect(new Set(paths).size).toBe(1);
    await t.runDueJobs();
    expect(await tagged()).toBe(3_000);
    expect((await t.deps.db.select().from(tags)).map(({ name }) => name)).toEqual(['Équipe de nuit']);
    const entries = await t.deps.db.select().from(auditEntries);
    expect(entries.map(({ action, count, organizerId }) => ({ action, count, organizerId }))).toEqual([
      { action: 'contacts.tagged', count: 3_000, organizerId: t.organizerId },
    ]);
    expect(await (await t.get('/admin/audit')).text()).toContain('Contacts étiquetés');
    const page = await (await t.get(paths[0] ?? '')).text();
    expect(page).toContain('3\u00a0000 sur 3\u00a0000');
    expect(page).toContain('Annuler pour 3\u00a0000 contacts');
  });

  test('is undone for those whom it changed, and for nobody else', async () => {
    const [first, second] = await t.deps.db
      .select()
      .from(contacts)
      .where(eq(contacts.locale, 'fr'))
      .orderBy(asc(contacts.id));
    if (!first || !second) throw new Error('there is nobody');
    const tagId = uuidv7();
    await t.deps.db.insert(tags).values({ id: tagId, name: 'Nuit', folded: 'nuit' });
    await t.deps.db.insert(contactTags).values({ contactId: first.id, tagId, at: new Date() });
    const path = await begin('tag', 'nuit');
    await t.runDueJobs();
    expect(await tagged()).toBe(3_000);
    for (let count = 0; count < 2; count += 1) expect((await send(`${path}/undo`)).status).toBe(303);
    await t.runDueJobs();
    expect((await t.deps.db.select().from(contactTags)).map(({ contactId }) => contactId)).toEqual([first.id]);

    const untag = await begin('untag', tagId);
    await t.runDueJobs();
    expect(await tagged()).toBe(0);
    await send(`${untag}/undo`);
    await t.runDueJobs();
    expect(await tagged()).toBe(1);
  });

  test('leaves, when it is undone, a tag that was taken off and given by hand since', async () => {
    const path = await begin('tag', 'nuit');
    await t.runDueJobs();
    const [one] = await t.deps.db.select().from(contactTags).limit(1);
    if (!one) throw new Error('nobody is tagged');
    t.clock.advance(60_000);
    for (const act of [`tags/${one.tagId}/remove`, 'tags'])
      expect((await send(`/admin/contacts/${one.contactId}/${act}`, { tag: 'nuit' })).status).toBe(303);
    await send(`${path}/undo`);
    await t.runDueJobs();
    expect((await t.deps.db.select().from(contactTags)).map(({ contactId }) => contactId)).toEqual([one.contactId]);
  });

  test('gives owners, and its undoing gives back the former ones where nobody has changed them since', async () => {
    const [one, other, third] = await t.deps.db
      .select()
      .from(contacts)
      .where(eq(contacts.locale, 'fr'))
      .orderBy(asc(contacts.id));
    if (!one || !other || !third) throw new Error('there is nobody');
    await t.deps.db.update(contacts).set({ ownerId: t.organizerId }).where(eq(contacts.id, one.id));
    const path = await begin('owner', 'bea');
    await t.runDueJobs();
    expect(await t.deps.db.$count(contacts, eq(contacts.ownerId, 'bea'))).toBe(3_000);
    await t.deps.db.update(contacts).set({ ownerId: t.organizerId }).where(eq(contacts.id, other.id));
    await send(`${path}/undo`);
    await t.runDueJobs();
    const owners = await t.deps.db
      .select()
      .from(contacts)
      .where(eq(contacts.ownerId, t.organizerId))
      .orderBy(asc(contacts.id));
    expect(owners.map(({ id }) => id)).toEqual([one.id, other.id]);
    expect(await t.deps.db.$count(contacts, eq(contacts.ownerId, 'bea'))).toBe(0);
    expect(await (await t.get(path)).text()).toContain('Annulée');
  });

  test.each(['tag', 'untag', 'owner', 'team'])(
    'of the kind "%s" stands on the timelines of those it changed, and so does its undoing',
    async (kind) => {
      const [one] = await t.deps.db.select().from(contacts).where(eq(contacts.locale, 'fr')).orderBy(asc(contacts.id));
      if (!one) throw new Error('there is nobody');
      const [tagId, teamId] = [uuidv7(), uuidv7()];
      await t.deps.db.insert(tags).values({ id: tagId, name: 'Nuit', folded: 'nuit' });
      await t.deps.db.insert(teams).values({ id: teamId, name: 'Rosemont', postalPrefixes: [] });
      if (kind === 'untag') await t.deps.db.insert(contactTags).values({ contactId: one.id, tagId, at: new Date() });
      const target = { tag: 'nuit', untag: tagId, owner: 'bea', team: teamId }[kind] ?? '';
      const path = await begin(kind, target);
      await t.runDueJobs();
      const count = kind === 'untag' ? 1 : 3_000;
      expect(await t.deps.db.$count(activities)).toBe(count);
      await send(`${path}/undo`);
      await t.runDueJobs();
      expect(await t.deps.db.$count(activities)).toBe(2 * count);
      const lines = await t.deps.db
        .select()
        .from(activities)
        .where(eq(activities.contactId, one.id))
        .orderBy(asc(activities.id));
      const shared = { organizerId: t.organizerId, bulkActId: path.split('/').at(-1) };
      const tag = { tagId, tag: 'Nuit' };
      const told = {
        tag: [
          ['contact.tagged', tag],
          ['contact.untagged', tag],
        ],
        untag: [
          ['contact.untagged', tag],
          ['contact.tagged', tag],
        ],
        owner: [
          ['contact.assigned', { ownerId: 'bea' }],
          ['contact.assigned', { ownerId: null }],
        ],
        team: [
          ['contact.assigned', { teamId }],
          ['contact.assigned', { teamId: null }],
        ],
      }[kind];
      expect(lines.map((line) => [line.kind, line.data])).toEqual(
        told?.map(([name, data]) => [name, { ...(typeof data === 'object' ? data : {}), ...shared }]),
      );
      expect((await t.get(`/admin/contacts/${one.id}`)).status).toBe(200);
    },
  );

  test('gives a leader only the contacts whom they see', async () => {
    const teamId = uuidv7();
    await t.deps.db.$client`update organizers set role = 'leader' where id = 'bea'`;
    await t.deps.db.insert(teams).values({ id: teamId, name: 'Rosemont', leaderId: 'bea', postalPrefixes: [] });
    const [one] = await t.deps.db.select().from(contacts).where(eq(contacts.locale, 'fr')).limit(1);
    if (!one) throw new Error('there is nobody');
    await t.deps.db.update(contacts).set({ teamId }).where(eq(contacts.id, one.id));
    await begin('owner', 'bea');
    await t.runDueJobs();
    const hers = await t.deps.db.select().from(contacts).where(eq(contacts.ownerId, 'bea'));
    expect(hers.map(({ id }) => id)).toEqual([one.id]);
  });

  test('that moves people out of a leader’s team, done or undone, leaves them with nobody who sees them no longer', async () => {
    const [rosemont, laval] = [uuidv7(), uuidv7()];
    await t.deps.db.$client`update organizers set role = 'leader' where id = 'bea'`;
    await t.deps.db.insert(teams).values([
      { id: rosemont, name: 'Rosemont', leaderId: 'bea', postalPrefixes: [] },
      { id: laval, name: 'Laval', postalPrefixes: [] },
    ]);
    const [one] = await t.deps.db.select().from(contacts).where(eq(contacts.locale, 'fr')).limit(1);
    if (!one) throw new Error('there is nobody');
    const hers = () => t.deps.db.$count(contacts, eq(contacts.ownerId, 'bea'));
    const give = async (id: string, change: Partial<typeof contacts.$inferInsert>) =>
      await t.deps.db
        .update(contacts)
        .set({ ownerId: 'bea', ...change })
        .where(eq(contacts.id, id));
    await give(one.id, { teamId: rosemont });
    const path = await begin('team', laval);
    await t.runDueJobs();
    expect(await hers()).toBe(0);
    await t.deps.db.$client`update teams set leader_id = case when id = ${laval} then 'bea' end`;
    await give(one.id, {});
    await send(`${path}/undo`);
    await t.runDueJobs();
    expect(await hers()).toBe(0);
  });

  test('that is undone gives nobody back to a leader who sees them no longer', async () => {
    const rosemont = uuidv7();
    await t.deps.db.$client`update organizers set role = 'leader' where id = 'bea'`;
    await t.deps.db.insert(teams).values({ id: rosemont, name: 'Rosemont', leaderId: 'bea', postalPrefixes: [] });
    const [one] = await t.deps.db.select().from(contacts).where(eq(contacts.locale, 'fr')).limit(1);
    if (!one) throw new Error('there is nobody');
    await t.deps.db.update(contacts).set({ ownerId: 'bea', teamId: rosemont }).where(eq(contacts.id, one.id));
    const path = await begin('owner', t.organizerId);
    await t.runDueJobs();
    await t.deps.db.update(contacts).set({ teamId: null });
    await send(`${path}/undo`);
    await t.runDueJobs();
    expect(await t.deps.db.$count(contacts, eq(contacts.ownerId, 'bea'))).toBe(0);
  });

  test('gives nobody to a viewer, who could not answer them', async () => {
    const viewer = await visitorAs(t, 'viewer');
    const refused = await send('/admin/bulk-acts', { id: uuidv7(), filter: french, act: 'owner', target: viewer.id });
    expect(refused.status).toBe(404);
    const form = await (await t.get(`/admin/bulk-acts/new?${new URLSearchParams({ filter: french })}`)).text();
    expect(form).toContain('value="bea"');
    expect(form).not.toContain(viewer.id);
  });

  test('stops where the organizer whom it gives to is made a viewer on its way', async () => {
    const path = await begin('owner', 'bea');
    await t.deps.db.update(organizers).set({ role: 'viewer' }).where(eq(organizers.id, 'bea'));
    await t.runDueJobs();
    await t.deps.db.update(organizers).set({ role: 'organizer' }).where(eq(organizers.id, 'bea'));
    expect(await (await t.get(path)).text()).toContain('Arrêtée');
    expect(await t.deps.db.$count(contacts, eq(contacts.ownerId, 'bea'))).toBe(0);
  });

  test('stands in the audit log under who began it, and its undoing under who wanted that', async () => {
    const other = await visitorAs(t, 'owner', 'other@example.org');
    const path = await begin('tag', 'Nuit');
    await other.post(`${path}/stop`);
    // The job that ran the act has not come to its end when the undoing is asked for.
    await other.post(`${path}/undo`);
    await t.runDueJobs();
    const entries = await t.deps.db.select().from(auditEntries).orderBy(asc(auditEntries.id));
    expect(entries.filter(({ detail }) => 'act' in detail)).toMatchObject([
      { action: 'contacts.tagged', organizerId: t.organizerId, detail: { stoppedBy: other.id } },
      { action: 'bulk-act.undone', organizerId: other.id },
    ]);
  });

  test('locks contacts in the order in which sign-ups do, and stands in the way of nothing that refers to them', async () => {
    await begin('owner', 'bea');
    const firstStep = sql`select id, email from contacts where locale = 'fr' order by id limit 2000`;
    let acting: Promise<void> | undefined;
    await t.deps.db.transaction(async (tx) => {
      const [first] = await tx.execute<{ id: string }>(sql`
        select id from contacts where id in (select id from (${firstStep}) as step) order by email limit 1
        for no key update`);
      acting = t.runDueJobs();
      await vi.waitFor(async () => {
        const waiting = await t.deps.db.$client`
          select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
        expect(waiting).toHaveLength(1);
      });
      // Had it begun elsewhere, it would hold one of these by now.
      await tx.execute(sql`
        select id from contacts where id in (select id from (${firstStep}) as step) and id <> ${first?.id ?? null}
        for update nowait`);
    });
    await acting;
    expect(await t.deps.db.$count(contacts, eq(contacts.ownerId, 'bea'))).toBe(3_000);
  });

  test('that is stopped changes nobody more', async () => {
    const path = await begin('tag', 'Nuit');
    const running = await t.get(path);
    expect(running.headers.get('refresh')).toBe('2');
    expect((await send(`${path}/stop`)).status).toBe(303);
    await t.runDueJobs();
    expect(await tagged()).toBe(0);
    const stopped = await t.get(path);
    expect(stopped.headers.get('refresh')).toBeNull();
    expect(await stopped.text()).toContain('Arrêtée');
  });

  test('stops where what it gives is deleted on its way', async () => {
    const path = await begin('tag', 'Nuit');
    await t.deps.db.delete(tags);
    await t.runDueJobs();
    expect(await (await t.get(path)).text()).toContain('Arrêtée');
  });

  test('that nothing was chosen for is asked for again, with what was typed', async () => {
    const typed = 'x'.repeat(51);
    const answer = await send('/admin/bulk-acts', { id: uuidv7(), filter: french, act: 'tag', target: typed });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(typed);
    expect(html).toContain('en 50 caractères au plus et sans virgule');
    for (const target of [uuidv7(), 'x'])
      expect((await send('/admin/bulk-acts', { id: uuidv7(), filter: french, act: 'team', target })).status).toBe(404);
  });

  test('gives a tag as it is given to one contact: without commas, its spaces and accents written one way', async () => {
    const fields = { filter: french, act: 'tag' };
    const answer = await send('/admin/bulk-acts', { ...fields, id: uuidv7(), target: 'nuit, matin' });
    expect(answer.status).toBe(422);
    await begin('tag', `${'Équipe'.normalize('NFD')}   de nuit`);
    expect((await t.deps.db.select().from(tags)).map(({ name }) => name)).toEqual(['Équipe de nuit']);
  });

  test('is listed, and an empty list says how to begin', async () => {
    expect(await (await t.get('/admin/bulk-acts')).text()).toContain('Agir sur ces contacts');
    const path = await begin('owner', 'none');
    const html = await (await t.get('/admin/bulk-acts')).text();
    expect(html).toContain(path);
    expect(html).toContain('Responsable\u00a0: Personne');
  });
});
