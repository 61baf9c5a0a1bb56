import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findStanding } from '../../src/consents/queries.ts';
import { contacts } from '../../src/contacts/table.ts';
import { editContact } from '../../src/dossiers/edit-contact.ts';
import { valuesOf } from '../../src/dossiers/edit-queries.ts';
import { spaceUrl } from '../../src/http/links.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { isMergeField, type MergeField, mergeFields } from '../../src/privacy/form.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { personalTables } from '../../src/privacy/personal-data.ts';
import { name } from '../../src/privacy/rows.ts';
import { undoFor, undoMerge } from '../../src/privacy/undo-merge.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { signUp } from '../support/forms.ts';
import { addEverything, makePlace, type Person, type Place, snapshot } from './everything.ts';

let t: TestApp;
let place: Place;
let ada: Person;
let bob: Person;
/** A campaign of its own for each test, for campaigns are remembered for a moment. */
let round = 0;
let page = '';

beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, imports, bulk_acts, suppressions, mailbox_mails, contact_merges');
  round += 1;
  page = `/fr/essai-${round}`;
  place = await makePlace(t.deps, await addCampaign(t.deps, { slug: `essai-${round}` }));
  ada = await addEverything(t.deps, place, 'ada');
  bob = await addEverything(t.deps, place, 'bob');
});

/** Bob becomes Ada; `taken` are the fields that Ada takes from him. */
async function merge(taken: MergeField[] = [], [survivor, loser] = [ada, bob]): Promise<string> {
  const wish = { survivorId: survivor.id, loserId: loser.id, taken, organizerId: null };
  const done = await mergeContacts(t.deps, wish);
  if (!done.ok) throw new Error(done.reason);
  return done.mergeId;
}

const undo = (mergeId: string) => undoMerge(t.deps, { mergeId, organizerId: null });
const countOf = async (query: ReturnType<typeof sql>) =>
  Number((await t.deps.db.execute<{ count: number }>(query))[0]?.count);
const everyField = Object.keys(mergeFields).filter(isMergeField);

describe('merging two contacts', () => {
  test('leaves nothing of the one that goes in any table, and loses no row but doubles', async () => {
    const before = await snapshot(t.deps);
    await merge();
    const after = await snapshot(t.deps);
    for (const { table, by } of personalTables) {
      for (const column of 'contact' in by ? by.contact : []) {
        const left = await countOf(
          sql`select count(*)::int as count from ${name(table)} where ${name(column)} = ${bob.id}`,
        );
        expect(left, `${table}.${column}`).toBe(0);
      }
    }
    const counts = (from: Record<string, unknown>) =>
      Object.fromEntries(
        personalTables.map(({ table }) => [table, Array.isArray(from[table]) ? from[table].length : 0]),
      );
    const [was, is] = [counts(before), counts(after)];
    expect(is).toEqual({
      ...was,
      contacts: Number(was.contacts) - 1,
      // One person has one seat in a shift with one report, one of each tag, and comes to a campaign once; one clock.
      bookings: 1,
      shift_waits: 1,
      check_ins: 1,
      reports: 1,
      contact_tags: 1,
      bulk_act_changes: 1,
      broadcast_recipients: 1,
      contact_clocks: 1,
      enrolments: 1,
      recruits: 1,
      contact_addresses: 3,
      contact_merges: 3,
      contact_duplicates: 1,
      crm_sync_states: 1,
      crm_findings: 1,
      crm_heard: 1,
      activities: 3,
    });
    expect(after.shifts).toEqual([{ id: place.shiftId, booked: 1 }]);
  });

  test('takes the fields that were chosen and no other', async () => {
    await merge(['lastName', 'phone', 'skills']);
    const [row] = await t.deps.db.select().from(contacts).where(sql`id = ${ada.id}`);
    expect(row).toMatchObject({
      email: ada.email,
      firstName: 'ada',
      lastName: 'bob',
      lastFolded: 'bob',
      phone: '+1514bob',
    });
    expect(row).toMatchObject({ skills: ['bob'], availability: ['ada'] });
  });

  test('with the same one, or with one that is gone, changes nothing', async () => {
    const before = await snapshot(t.deps);
    const wish = { survivorId: ada.id, taken: [], organizerId: null };
    expect(await mergeContacts(t.deps, { ...wish, loserId: ada.id })).toEqual({ ok: false, reason: 'same' });
    expect(await mergeContacts(t.deps, { ...wish, loserId: uuidv7() })).toEqual({ ok: false, reason: 'gone' });
    expect(await snapshot(t.deps)).toEqual(before);
  });

  test('lets a sign-up with either address find the one that stayed', async () => {
    await merge();
    await signUp(t.app, { email: bob.email, firstName: 'Robert' }, page);
    await signUp(t.app, { email: 'OLD-bob@example.org' }, page);
    await signUp(t.app, { email: ada.email }, page);
    expect(await countOf(sql`select count(*)::int as count from contacts`)).toBe(2);
    expect(await countOf(sql`select count(*)::int as count from signups where contact_id = ${ada.id}`)).toBe(5);
  });

  test('lets links in old mails go on working', async () => {
    const link = spaceUrl(
      { baseUrl: '', secret: t.deps.config.secret },
      { contactId: bob.id, campaignId: place.campaignId, since: t.clock.now() },
    );
    await merge();
    const answer = await t.app.request(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(ada.email);
  });

  test('stands on the timeline and in the audit log, which names nobody', async () => {
    const mergeId = await merge();
    expect(
      await countOf(
        sql`select count(*)::int as count from activities where contact_id = ${ada.id} and kind = 'contact.merged'`,
      ),
    ).toBe(1);
    await undo(mergeId);
    for (const id of [ada.id, bob.id]) {
      for (const kind of ['contact.merged', 'contact.separated'])
        expect(
          await countOf(sql`select count(*)::int as count from activities where contact_id = ${id} and kind = ${kind}`),
          kind,
        ).toBe(1);
    }
    const [audit] = await t.deps.db.execute<{ text: string }>(
      sql`select string_agg(to_jsonb(a)::text, '') as text from audit_entries a`,
    );
    expect(audit?.text).toContain('contacts.separated');
    expect(audit?.text).not.toContain('example.org');
  });
});

describe('undoing a merge', () => {
  test.each([
    ['nothing', []],
    ['everything', everyField],
  ])('that took %s brings every table back as it was', async (_, taken) => {
    const before = await snapshot(t.deps);
    expect(await undo(await merge(taken))).toMatchObject({ ok: true });
    const after = await snapshot(t.deps);
    for (const { table } of personalTables.filter((one) => !['activities', 'contact_merges'].includes(one.table)))
      expect(after[table], table).toEqual(before[table]);
    expect(after.shifts).toEqual(before.shifts);
    expect(after.activities).toEqual(expect.arrayContaining(Array.isArray(before.activities) ? before.activities : []));
  });

  test('works until 30 days have passed, not a moment longer, and once', async () => {
    const mergeId = await merge();
    t.clock.advance(undoFor);
    expect(await undo(mergeId)).toEqual({ ok: false, reason: 'over' });
    t.clock.advance(-1);
    expect(await undo(mergeId)).toMatchObject({ ok: true });
    expect(await undo(mergeId)).toEqual({ ok: false, reason: 'over' });
    t.clock.advance(1 - undoFor);
  });

  test('goes backwards through several merges', async () => {
    const cleo = await addEverything(t.deps, place, 'cleo');
    const before = await snapshot(t.deps);
    const first = await merge([], [bob, cleo]);
    const second = await merge(['email']);
    expect(await undo(first)).toEqual({ ok: false, reason: 'later-first' });
    expect(await undo(second)).toMatchObject({ ok: true });
    expect(await undo(first)).toMatchObject({ ok: true });
    const after = await snapshot(t.deps);
    for (const table of [
      'contacts',
      'contact_addresses',
      'signups',
      'bookings',
      'consents',
      'contact_tags',
      'recruits',
    ])
      expect(after[table], table).toEqual(before[table]);
  });

  test('keeps what was edited since, and leaves with the survivor what came since', async () => {
    const mergeId = await merge(['firstName', 'lastName']);
    await t.deps.db.execute(sql`update contacts set first_name = 'Edited' where id = ${ada.id}`);
    await signUp(t.app, { email: bob.email }, page);
    await undo(mergeId);
    const [row] = await t.deps.db.select().from(contacts).where(sql`id = ${ada.id}`);
    expect(row).toMatchObject({ firstName: 'Edited', lastName: 'ada' });
    expect(await countOf(sql`select count(*)::int as count from signups where contact_id = ${ada.id}`)).toBe(2);
  });

  test('gives back a seat cancelled where somebody else has it by now', async () => {
    const mergeId = await merge();
    await t.deps.db.execute(sql`update shifts set seats = 1`);
    await undo(mergeId);
    const states = await t.deps.db.execute(sql`select state from bookings order by state`);
    expect([...states]).toEqual([{ state: 'booked' }, { state: 'cancelled' }]);
    expect(await countOf(sql`select booked as count from shifts`)).toBe(1);
  });

  test('lets a "no" that was said meanwhile hold for both', async () => {
    await t.deps.db.execute(sql`delete from suppressions`);
    const mergeId = await merge();
    t.clock.advance(1000);
    await say(ada, 'withdrawn', t.clock.now());
    await undo(mergeId);
    for (const { id } of [ada, bob])
      expect(await findStanding(t.deps.db, id, place.campaignId)).toMatchObject({ mayFollowUp: false });
  });

  test('works when owners, a team, a tag and who gave one are gone by then', async () => {
    const [leaving, staying] = ['leaving', 'staying'].map((one) => `${one}-${round}@example.org`);
    for (const email of [leaving, staying])
      await addOrganizer(t.deps, { email: `${email}`, name: 'X', role: 'organizer' });
    const [teamId, tagId] = [uuidv7(), uuidv7()];
    await t.deps.db.execute(sql`insert into teams (id, name) values (${teamId}, 'Nord')`);
    await t.deps.db.execute(sql`insert into tags (id, name, folded) values (${tagId}, 'Autre', ${tagId})`);
    const organizer = (email: string | undefined) => sql`(select id from organizers where email = ${email})`;
    await t.deps.db.execute(sql`
      insert into contact_tags (contact_id, tag_id, organizer_id, at)
      select id, ${tagId}, ${organizer(leaving)}, now() from contacts where id in (${ada.id}, ${bob.id})`);
    await t.deps.db.execute(sql`update contacts set owner_id = ${organizer(leaving)}, team_id = ${teamId}`);
    await t.deps.db.execute(sql`update contacts set owner_id = ${organizer(staying)} where id = ${bob.id}`);
    const mergeId = await merge(['owner']);
    await t.deps.db.execute(sql`delete from organizers where email = ${leaving}`);
    await t.deps.db.execute(sql`delete from teams`);
    await t.deps.db.execute(sql`delete from tags where id = ${place.tagId}`);
    expect(await undo(mergeId)).toMatchObject({ ok: true });
    const rows = await t.deps.db
      .select()
      .from(contacts)
      .where(sql`id in (${ada.id}, ${bob.id})`)
      .orderBy(contacts.email);
    expect(rows).toMatchObject([
      { email: ada.email, ownerId: null, teamId: null },
      { email: bob.email, ownerId: expect.any(String), teamId: null },
    ]);
    const tagged = await t.deps.db.execute(sql`select tag_id, organizer_id from contact_tags`);
    expect([...tagged]).toEqual(Array(2).fill({ tag_id: tagId, organizer_id: null }));
  });

  test('works when who had brought the one that went is erased by then', async () => {
    const mergeId = await merge();
    await eraseContact(t.deps, place.sharerId, { organizerId: null, by: 'person' });
    expect(await undo(mergeId)).toMatchObject({ ok: true });
    expect(await countOf(sql`select count(*)::int as count from contacts where id = ${bob.id}`)).toBe(1);
  });

  test.each([
    ['the survivor’s', []],
    ['the one of the contact that went', ['email']],
  ] as const)(
    'works where the survivor was given its further address since, the merge having kept %s',
    async (_, taken) => {
      const before = await addressed();
      const mergeId = await merge([...taken]);
      const [further] = await left();
      const main = (await addressed())[0]?.email;
      await rename(ada.id, String(further?.email));
      // The one that was the main address leads here all the same.
      expect(await left()).toEqual([{ email: main }]);
      expect(await undo(mergeId)).toMatchObject({ ok: true });
      expect(await addressed()).toEqual(before);
      expect(await left()).toEqual([]);
    },
  );

  test('is refused, and changes nothing, where the survivor has the address and no other of its own', async () => {
    const mergeId = await merge();
    await t.deps.db.execute(sql`update contacts set email = ${bob.email} where id = ${ada.id}`);
    expect(await undo(mergeId)).toEqual({ ok: false, reason: 'taken' });
    expect(await left()).toHaveLength(1);
  });

  /** The further address that Bob's merge left. */
  const left = async () => [
    ...(await t.deps.db.$client`select email from contact_addresses where former_id = ${bob.id}`),
  ];

  const addressed = async () =>
    await t.deps.db.$client`select id, email from contacts where id in (${ada.id}, ${bob.id}) order by id`;

  /** As an organizer's edit does it. */
  async function rename(contactId: string, email: string): Promise<void> {
    await addOrganizer(t.deps, { email: 'edith@example.org', name: 'Edith', role: 'owner' });
    const [edith] = await t.deps.db.$client`select id from organizers where email = 'edith@example.org'`;
    const [contact] = await t.deps.db.select().from(contacts).where(sql`id = ${contactId}`);
    if (!contact) throw new Error('there is nobody');
    const was = valuesOf(contact);
    const change = { contactId, organizerId: String(edith?.id), was, values: { ...was, email }, at: t.clock.now() };
    expect(await t.deps.db.transaction((tx) => editContact(tx, change))).toEqual({ ok: true });
  }

  test('is refused where somebody else has the one that the survivor would go back to', async () => {
    const mergeId = await merge();
    await rename(ada.id, 'between@example.org');
    await rename(ada.id, bob.email);
    await t.deps.db.insert(contacts).values({ id: uuidv7(), email: 'between@example.org', locale: 'fr' });
    expect(await undo(mergeId)).toEqual({ ok: false, reason: 'taken' });
    expect(await left()).toEqual([{ email: 'between@example.org' }]);
  });

  test('is refused where the address has become another contact’s', async () => {
    const mergeId = await merge();
    await t.deps.db.insert(contacts).values({ id: uuidv7(), email: bob.email, locale: 'fr' });
    expect(await undo(mergeId)).toEqual({ ok: false, reason: 'taken' });
  });
});

async function say(
  of: Person,
  action: 'granted' | 'withdrawn',
  at: Date,
  campaignId = place.campaignId,
): Promise<void> {
  await t.deps.db.execute(sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, needs_confirmation, locale, source, at)
    values (${uuidv7()}, ${of.id}, ${campaignId}, 'follow-up', 'email', ${action}, '', false, 'fr', 'confirm-page', ${at.toISOString()})`);
}

/** They typed the address into a form, and did not confirm it. */
async function tick(of: Person, at: Date): Promise<void> {
  await say(of, 'granted', at);
  await t.deps.db.execute(sql`
    update consents set source = 'form', needs_confirmation = true
    where contact_id = ${of.id}::uuid and at = ${at.toISOString()}::timestamptz`);
}

describe('the clock of two who become one', () => {
  const clocks = async () => [
    ...(await t.deps.db.execute<Record<string, unknown>>(
      sql`select contact_id, owner_id, due_at, ended_at from contact_clocks order by contact_id`,
    )),
  ];
  const set = (who: Person, values: ReturnType<typeof sql>) =>
    t.deps.db.execute(sql`update contact_clocks set ${values} where contact_id = ${who.id}`);

  test.each(['ada', 'bob'])('is the one that runs, whoever had it (%s), and goes back to them', async (who) => {
    const [waits, answered] = who === 'ada' ? [ada, bob] : [bob, ada];
    await set(waits, sql`due_at = '2026-03-01'`);
    await set(answered, sql`due_at = '2026-01-01', ended_at = '2026-01-01', ending = 'answered'`);
    const before = await snapshot(t.deps);
    const mergeId = await merge();
    expect(await clocks()).toMatchObject([{ contact_id: ada.id, ended_at: null }]);
    await undo(mergeId);
    expect((await snapshot(t.deps)).contact_clocks).toEqual(before.contact_clocks);
  });

  test.each([false, true])(
    'of two that run is the one due first, and its owner the contact’s (theirs: %s)',
    async (theirs) => {
      const [olive, oscar] = [
        ...(await t.deps.db.execute<{ id: string }>(sql`select id from organizers order by id desc limit 2`)),
      ].map(({ id }) => id);
      for (const [who, owner] of [
        [ada, olive],
        [bob, oscar],
      ] as const)
        await t.deps.db.execute(sql`update contacts set owner_id = ${owner} where id = ${who.id}`);
      await set(ada, sql`due_at = '2026-02-02'`);
      await set(bob, sql`due_at = '2026-02-01'`);
      const before = await snapshot(t.deps);
      const mergeId = await merge(theirs ? ['owner'] : []);
      const [clock, more] = await clocks();
      expect(more).toBeUndefined();
      expect(clock).toMatchObject({ contact_id: ada.id, owner_id: theirs ? oscar : olive });
      expect(String(clock?.due_at)).toContain('2026-02-01');
      await undo(mergeId);
      expect((await snapshot(t.deps)).contact_clocks).toEqual(before.contact_clocks);
    },
  );
});

describe('the consents of two who become one', () => {
  beforeEach(async () => {
    await t.deps.db.$client`truncate consents, suppressions`;
  });
  const at = (minutes: number) => new Date(t.clock.now().getTime() - 3_600_000 + minutes * 60_000);
  const mayFollowUp = async () => (await findStanding(t.deps.db, ada.id, place.campaignId))?.mayFollowUp;

  test.each<[string, (() => Promise<void>)[], MergeField[], boolean]>([
    ['both yes', [() => say(ada, 'granted', at(1)), () => say(bob, 'granted', at(2))], [], true],
    ['yes of the address that stays', [() => say(ada, 'granted', at(1))], [], true],
    ['yes of the address that goes', [() => say(bob, 'granted', at(1))], [], false],
    ['yes of the other, whose address is taken', [() => say(bob, 'granted', at(1))], ['email'], true],
    [
      'no of one, later yes of the other',
      [() => say(bob, 'withdrawn', at(1)), () => say(ada, 'granted', at(2))],
      [],
      false,
    ],
    [
      'yes of one, later no of the other',
      [() => say(ada, 'granted', at(1)), () => say(bob, 'withdrawn', at(2))],
      [],
      false,
    ],
    [
      'no of the other, who only typed the address again',
      [() => say(bob, 'withdrawn', at(1)), () => say(ada, 'granted', at(2)), () => tick(bob, at(3))],
      [],
      false,
    ],
    ['no, then yes of the same', [() => say(ada, 'withdrawn', at(1)), () => say(ada, 'granted', at(2))], [], true],
  ])('%s: the stricter counts', async (_, words, taken, expected) => {
    for (const word of words) await word();
    const before = await snapshot(t.deps);
    const mergeId = await merge(taken);
    expect(await mayFollowUp()).toBe(expected);
    await undo(mergeId);
    expect((await snapshot(t.deps)).consents).toEqual(before.consents);
  });

  test('a yes to one campaign takes no yes of the other address to another campaign along', async () => {
    const elsewhere = await addCampaign(t.deps, { slug: `ailleurs-${round}` });
    await say(ada, 'granted', at(1));
    await say(bob, 'granted', at(2));
    await say(bob, 'granted', at(3), elsewhere);
    const before = await snapshot(t.deps);
    const mergeId = await merge();
    expect(await mayFollowUp()).toBe(true);
    expect(await findStanding(t.deps.db, ada.id, elsewhere)).toMatchObject({ mayFollowUp: false });
    await undo(mergeId);
    expect((await snapshot(t.deps)).consents).toEqual(before.consents);
  });

  test('a refused address of either keeps mail from the one that stays', async () => {
    await t.deps.db.execute(sql`insert into suppressions (email, reason, at) values (${bob.email}, 'bounced', now())`);
    await merge();
    expect(await findStanding(t.deps.db, ada.id, place.campaignId)).toMatchObject({ suppressed: true });
  });
});

describe('at the same moment', () => {
  test('sign-ups with both addresses are all there and all the survivor’s', async () => {
    const sent: Promise<Response>[] = [];
    const send = () => {
      for (const { email } of [ada, bob]) sent.push(signUp(t.app, { email }, page));
    };
    send();
    const merged = merge();
    for (let wave = 0; wave < 10; wave += 1) {
      send();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await merged;
    for (const answer of await Promise.all(sent)) expect(answer.status).toBe(303);
    expect(
      await countOf(sql`select count(*)::int as count from contacts where email in (${ada.email}, ${bob.email})`),
    ).toBe(1);
    const ids = await t.deps.db.execute<{ id: string }>(sql`select distinct contact_id as id from signups`);
    expect([...ids]).toEqual([{ id: ada.id }]);
  });

  test('of two merges the other way round one wins, and nothing is lost', async () => {
    const signups = await countOf(sql`select count(*)::int as count from signups`);
    const wish = { taken: [], organizerId: null };
    const results = await Promise.all([
      mergeContacts(t.deps, { ...wish, survivorId: ada.id, loserId: bob.id }),
      mergeContacts(t.deps, { ...wish, survivorId: bob.id, loserId: ada.id }),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await countOf(sql`select count(*)::int as count from signups`)).toBe(signups);
  });
});
