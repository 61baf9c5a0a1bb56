import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { erasedAmong, keptFromMail } from '../../src/consents/erased.ts';
import { spaceUrl } from '../../src/http/links.ts';
import { kioskLeftovers } from '../../src/kiosk/table.ts';
import { eraseAddress, eraseContact } from '../../src/privacy/erase-contact.ts';
import { personalTables } from '../../src/privacy/personal-data.ts';
import { copyOf } from '../../src/privacy/queries.ts';
import { addressesOf, name } from '../../src/privacy/rows.ts';
import { joinWait } from '../../src/shifts/join-wait.ts';
import { openDevice } from '../kiosk/device.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { signUp } from '../support/forms.ts';
import { addEverything, findAnywhere, makePlace, type Person, type Place } from './everything.ts';
import { readProgress } from './progress.ts';

let t: TestApp;
let place: Place;
let zoe: Person;
let round = 0;
let page = '';
const by = { organizerId: null, by: 'command-line' } as const;
const countOf = async (query: ReturnType<typeof sql>) =>
  Number((await t.deps.db.execute<{ count: number }>(query))[0]?.count);

beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(
    t.deps,
    'contacts, campaigns, imports, bulk_acts, suppressions, mailbox_mails, contact_merges, erased_addresses',
  );
  round += 1;
  page = `/fr/essai-${round}`;
  place = await makePlace(t.deps, await addCampaign(t.deps, { slug: `essai-${round}` }));
  zoe = await addEverything(t.deps, place, 'zoemark');
});

describe('erasing a person', () => {
  test('leaves no word of theirs, nor their id, in any table of the database or in the queue', async () => {
    expect((await findAnywhere(t.deps, zoe.mark)).length).toBeGreaterThan(10);
    expect(await eraseContact(t.deps, zoe.id, by)).toMatchObject({ ok: true });
    expect(await findAnywhere(t.deps, zoe.mark)).toEqual([]);
    expect(await findAnywhere(t.deps, zoe.id)).toEqual([]);
  });

  test('of every table does what the registry says', async () => {
    const before = new Map<string, number>();
    const count = async (table: string) => countOf(sql`select count(*)::int as count from ${name(table)}`);
    for (const { table } of personalTables) before.set(table, await count(table));
    await eraseContact(t.deps, zoe.id, by);
    for (const { table, erase } of personalTables) {
      // The place has a sharer of its own, who stays; a contact who is nobody takes the erased one's place.
      const gone = erase.does === 'delete' || table === 'suppressions' ? 1 : 0;
      // The CRM's own number of who is erased stays until they are erased there too.
      const come = table === 'crm_farewells' ? 1 : 0;
      expect(await count(table), table).toBe((before.get(table) ?? 0) - gone + come);
    }
    const [nobody] = await t.deps.db.execute<Record<string, unknown>>(
      sql`select * from contacts where erased_at is not null`,
    );
    expect(nobody).toMatchObject({ first_name: '', last_name: '', phone: '', postal_code: '', first_folded: '' });
    expect(String(nobody?.email)).not.toContain('@');
  });

  test('changes no total', async () => {
    await signUp(t.app, { email: 'other@example.org' }, page);
    await t.deps.db.execute(sql`update shifts set starts_at = ${t.clock.now().toISOString()}`);
    const before = await readProgress(t.deps, place.campaignId);
    expect(before).toMatchObject({ people: 2, confirmed: 1, pledged: 5000, booked: 1, recruits: 1 });
    await eraseContact(t.deps, zoe.id, by);
    expect(await readProgress(t.deps, place.campaignId)).toEqual(before);
  });

  test('gives the seats back that they had in shifts to come, and the next in line is asked', async () => {
    await t.deps.db.execute(sql`update shifts set seats = 1 where id = ${place.shiftId}`);
    const ada = await inLine(place.shiftId, 'ada@example.org');
    await eraseContact(t.deps, zoe.id, by);
    expect(await seatsOf(place.shiftId)).toEqual({ booked: 0, held: 1, rows: 0 });
    expect(await waitsOf(place.shiftId)).toEqual([{ contact_id: ada, state: 'offered' }]);
    await t.runDueJobs();
    const mails = await t.deps.db.execute(sql`select name from messages where contact_id = ${ada}`);
    expect([...mails]).toContainEqual({ name: 'seat-offer' });
    // Held for whoever is erased, with nobody behind them: it is anybody's.
    await eraseContact(t.deps, ada, by);
    expect(await seatsOf(place.shiftId)).toEqual({ booked: 0, held: 0, rows: 0 });
  });

  test('leaves whoever came, or was to come, to a shift that has begun', async () => {
    await t.deps.db.execute(sql`update shifts set starts_at = ${t.clock.now().toISOString()}`);
    await eraseContact(t.deps, zoe.id, by);
    expect(await seatsOf(place.shiftId)).toEqual({ booked: 1, held: 0, rows: 1 });
  });

  test('moves no act to another day, in Newfoundland neither', async () => {
    const day = sql`select (created_at at time zone 'America/St_Johns')::date::text as day, created_at::time::text as time
      from signups where campaign_id = ${place.campaignId}`;
    await t.deps.db.execute(
      sql`update signups set created_at = '2026-06-13T02:44:10Z' where campaign_id = ${place.campaignId}`,
    );
    expect(await t.deps.db.execute(day)).toContainEqual({ day: '2026-06-13', time: '02:44:10' });
    await eraseContact(t.deps, zoe.id, by);
    expect(await t.deps.db.execute(day)).toContainEqual({ day: '2026-06-13', time: '02:30:00' });
  });

  test('ends every link that was mailed, and the timeline of nobody goes on', async () => {
    const link = spaceUrl(
      { baseUrl: '', secret: t.deps.config.secret },
      { contactId: zoe.id, campaignId: place.campaignId, since: t.clock.now() },
    );
    expect((await t.app.request(link)).status).toBe(200);
    await eraseContact(t.deps, zoe.id, by);
    expect((await t.app.request(link)).status).toBe(410);
  });

  test('keeps what waits for them from going', async () => {
    await t.deps.db.execute(sql`delete from suppressions`);
    await signUp(t.app, { email: zoe.email }, page);
    await eraseContact(t.deps, zoe.id, by);
    await t.runDueJobs();
    t.clock.advance(120_000);
    await t.runDueJobs();
    expect(await findAnywhere(t.deps, zoe.email)).toEqual([]);
    expect(await countOf(sql`select count(*)::int as count from messages where state = 'queued'`)).toBe(0);
  });

  test('twice finds nobody the second time, and two at once erase once', async () => {
    const both = await Promise.all([eraseContact(t.deps, zoe.id, by), eraseContact(t.deps, zoe.id, by)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await eraseContact(t.deps, zoe.id, by)).toEqual({ ok: false, reason: 'gone' });
    expect(await countOf(sql`select count(*)::int as count from audit_entries where action = 'contact.erased'`)).toBe(
      1,
    );
  });

  test('reaches what kiosks had sent, also where the process was killed right after the commit', async () => {
    const device = await openDevice(t, { slug: `essai-${round}` });
    const send = async (email: string) => {
      const item = await device.sign({ email, firstName: '' });
      expect(await device.send([item])).toMatchObject([{ outcome: 'refused' }]);
      return item.id;
    };
    await send(zoe.email);
    const others = await send('other@example.org');
    const dying = Object.assign(Object.create(t.deps.db), {
      select: () => {
        throw new Error('killed');
      },
    });
    await expect(eraseContact({ ...t.deps, db: dying }, zoe.id, by)).rejects.toThrow('killed');
    expect(await eraseContact(t.deps, zoe.id, by)).toEqual({ ok: false, reason: 'gone' });
    expect(await t.deps.db.$count(kioskLeftovers)).toBe(2);
    t.clock.advance(30_000);
    const cameBack = await send(zoe.email);
    t.clock.advance(60_000);
    await t.runDueJobs();
    const left = await t.deps.db.select().from(kioskLeftovers);
    expect(left.map(({ id }) => id).toSorted()).toEqual([others, cameBack].toSorted());
  });

  test('reaches what is kept under an address that is no contact’s', async () => {
    await t.deps.db.execute(sql`
      insert into held_signups (id, campaign_id, email, signup, at)
      values (${uuidv7()}, ${place.campaignId}, 'held@example.org', '{}', now())`);
    expect(await eraseAddress(t.deps, 'held@example.org', by)).toBe(1);
    expect(await findAnywhere(t.deps, 'held@example.org')).toEqual([]);
    expect(await eraseAddress(t.deps, 'held@example.org', by)).toBe(0);
  });
});

describe('whoever had said no', () => {
  const { secret } = { secret: 'a secret that only the tests know, 42' };
  const import_ = async () => {
    const contactId = uuidv7();
    await t.deps.db.execute(sql`insert into contacts (id, email, locale) values (${contactId}, ${zoe.email}, 'fr')`);
    return { contactId, email: zoe.email };
  };

  test('is not written to when an import brings the address back, and is when they come back themselves', async () => {
    await t.deps.db.execute(sql`update consents set action = 'withdrawn'`);
    await eraseContact(t.deps, zoe.id, by);
    expect(await erasedAmong(t.deps.db, secret, [zoe.email, 'new@example.org'])).toEqual(new Set([zoe.email]));
    const imported = await import_();
    expect(await keptFromMail(t.deps.db, secret, [imported])).toEqual(new Set([imported.contactId]));
    t.clock.advance(60_000);
    await signUp(t.app, { email: zoe.email, consent: 'yes' }, page);
    expect(await keptFromMail(t.deps.db, secret, [imported])).toEqual(new Set());
  });

  test('is remembered also where somebody only typed the address again since', async () => {
    await t.deps.db.execute(sql`delete from suppressions`);
    await t.deps.db.execute(sql`update consents set action = 'withdrawn', at = at - interval '10 days'`);
    await signUp(t.app, { email: zoe.email, consent: 'yes' }, page);
    await eraseContact(t.deps, zoe.id, by);
    expect(await erasedAmong(t.deps.db, secret, [zoe.email])).toEqual(new Set([zoe.email]));
  });

  test('is remembered where the address refused mail too, and nobody else is', async () => {
    await t.deps.db.execute(sql`update suppressions set reason = 'bounced'`);
    await eraseContact(t.deps, zoe.id, by);
    const rows = await t.deps.db.execute<{ reason: string }>(sql`select reason from erased_addresses`);
    expect(new Set([...rows].map(({ reason }) => reason))).toEqual(new Set(['suppressed']));
    const yes = await addEverything(t.deps, place, 'yesmark');
    await t.deps.db.execute(sql`delete from suppressions`);
    await eraseContact(t.deps, yes.id, by);
    expect(await erasedAmong(t.deps.db, secret, [yes.email])).toEqual(new Set());
  });
});

describe('the copy of a person’s data', () => {
  test('shows every table that the registry does not excuse', async () => {
    const whose = { contactId: zoe.id, addresses: await addressesOf(t.deps.db, zoe.id) };
    const parts = new Map((await copyOf(t.deps.db, whose)).map(({ table, rows }) => [table, rows]));
    for (const { table, copy } of personalTables) {
      if ('show' in copy) expect(parts.get(table)?.length, table).toBe(1);
      else expect(parts.has(table), table).toBe(false);
    }
    expect(JSON.stringify(parts.get('notes'))).toContain(zoe.mark);
  });

  test('shows nobody else', async () => {
    const other = await addEverything(t.deps, place, 'othermark');
    const whose = { contactId: zoe.id, addresses: await addressesOf(t.deps.db, zoe.id) };
    expect(JSON.stringify(await copyOf(t.deps.db, whose))).not.toContain(other.mark);
  });
});

/** Puts somebody on a shift's waiting list; returns their id. */
async function inLine(shiftId: string, email: string): Promise<string> {
  const contactId = uuidv7();
  const at = t.clock.now();
  await t.deps.db.execute(sql`insert into contacts (id, email, locale) values (${contactId}, ${email}, 'fr')`);
  const request = { shiftId, contactId, campaignId: place.campaignId, locale: 'fr' as const, at };
  expect(await t.deps.db.transaction((tx) => joinWait(tx, request))).toBe('waiting');
  return contactId;
}

/** What a shift says of its seats, and how many rows say so. */
async function seatsOf(shiftId: string) {
  const [row] = await t.deps.db.execute(sql`
    select booked, held,
      (select count(*)::int from bookings where shift_id = shifts.id and state = 'booked') as rows
    from shifts where id = ${shiftId}`);
  return { ...row };
}

async function waitsOf(shiftId: string) {
  return [...(await t.deps.db.execute(sql`select contact_id, state from shift_waits where shift_id = ${shiftId}`))];
}
