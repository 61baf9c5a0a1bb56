import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { track } from '../../src/activity/track.ts';
import type { Tx } from '../../src/db/client.ts';
import { privacyJobs } from '../../src/privacy/jobs.ts';
import { runRetention } from '../../src/privacy/run-retention.ts';
import { contactDuplicates, retentionRules } from '../../src/privacy/table.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { startAnother } from '../support/another.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { formBody } from '../support/forms.ts';

let t: SignedInTest;
let one: string;
let other: string;
beforeAll(async () => {
  t = await startSignedIn();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, imports, bulk_acts');
  one = await addCampaign(t.deps, { slug: 'une' });
  other = await addCampaign(t.deps, { slug: 'autre' });
});

/** How long somebody may take to come to a lock, on a busy machine. */
const waiting = { timeout: 10_000 };
const monthsAgo = (months: number) => new Date(t.clock.now().getTime() - months * 31 * 86_400_000).toISOString();

/** Someone who signed up to campaigns and was last heard of so many months ago. */
async function add(campaignIds: string[], months: number): Promise<string> {
  const id = uuidv7();
  const at = monthsAgo(months);
  await t.deps.db.execute(sql`
    insert into contacts (id, email, locale, created_at) values (${id}, ${`${id}@example.org`}, 'fr', ${at})`);
  for (const campaignId of campaignIds) {
    await t.deps.db.execute(sql`insert into signups (id, campaign_id, contact_id, locale, answers, consented, created_at)
      values (${uuidv7()}, ${campaignId}, ${id}, 'fr', '{}', true, ${at})`);
    await t.deps.db.execute(sql`insert into activities (id, contact_id, campaign_id, kind, at)
      values (${uuidv7()}, ${id}, ${campaignId}, 'signup.recorded', ${at})`);
  }
  // A mail that goes to somebody is no sign of theirs.
  await t.deps.db.execute(sql`insert into activities (id, contact_id, kind, at)
    values (${uuidv7()}, ${id}, 'message.sent', now())`);
  return id;
}

const send = async (path: string, fields: Record<string, string> = {}) =>
  await t.app.request(`/admin/retention${path}`, {
    method: 'POST',
    headers: { cookie: t.cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody(fields),
  });
/** Presses the button of the switch, with what the page that was seen says. */
const press = async (slug: string, seen: string) =>
  await send(
    `/${slug}/switch`,
    Object.fromEntries(
      [...seen.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    ),
  );
const page = async (slug: string) => await (await t.get(`/admin/retention/${slug}`)).text();
const left = async () => {
  const rows = await t.deps.db.execute<{ id: string }>(
    sql`select id from contacts where erased_at is null order by id`,
  );
  return [...rows].map(({ id }) => id);
};
async function switchOn(slug: string, months = '12', after = 'last-activity'): Promise<void> {
  await send(`/${slug}`, { months, after });
  await send(`/${slug}/rehearse`);
  await press(slug, await page(slug));
}

describe('retention', () => {
  test('cannot be switched on before it was rehearsed as it stands', async () => {
    const old = await add([one], 20);
    const rule = { months: '12', after: 'last-activity' };
    await send('/une', rule);
    const refused = await send('/une/switch', { state: 'on', ...rule, rehearsedAt: t.clock.now().toISOString() });
    expect(refused.status).toBe(409);
    await runRetention(t.deps);
    expect(await left()).toEqual([old]);
    await send('/une/rehearse');
    expect(await left()).toEqual([old]);
    // Changed since, it has to be rehearsed anew.
    const seen = await page('une');
    await send('/une', { months: '13', after: 'last-activity' });
    expect((await press('une', seen)).status).toBe(409);
    expect(await page('une')).not.toContain('/une/switch');
    await runRetention(t.deps);
    expect(await left()).toEqual([old]);
  });

  test('switches on what was seen alone: another’s rule or rehearsal is shown instead', async () => {
    const recent = await add([one], 3);
    await send('/une', { months: '24', after: 'last-activity' });
    await send('/une/rehearse');
    const first = await page('une');
    await send('/une', { months: '1', after: 'last-activity' });
    t.clock.advance(1_000);
    await send('/une/rehearse');
    const refused = await press('une', first);
    expect(refused.status).toBe(409);
    const html = await refused.text();
    expect(html).toContain('la règle ou son essai a changé');
    expect(html).toContain('Personnes à effacer\u00a0: 1');
    // The same rule, rehearsed again: who would be erased may be others.
    const second = await page('une');
    t.clock.advance(1_000);
    await send('/une/rehearse');
    expect((await press('une', second)).status).toBe(409);
    await runRetention(t.deps);
    expect(await left()).toEqual([recent]);
    expect((await press('une', await page('une'))).status).toBe(303);
    await runRetention(t.deps);
    expect(await left()).toEqual([]);
  });

  test('is not switched on by a rehearsal of more than a day ago, and switched off at any time', async () => {
    await send('/une', { months: '12', after: 'last-activity' });
    await send('/une/rehearse');
    const seen = await page('une');
    t.clock.advance(25 * 3_600_000);
    const refused = await press('une', seen);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('l’essai que vous avez vu date de plus d’un jour');
    const old = await page('une');
    expect(old).toContain('Cet essai date de plus d’un jour');
    expect(old).not.toContain('/une/switch');
    await send('/une/rehearse');
    const on = await page('une');
    expect((await press('une', on)).status).toBe(303);
    t.clock.advance(25 * 3_600_000);
    expect((await press('une', await page('une'))).status).toBe(303);
    const [rule] = await t.deps.db.select().from(retentionRules);
    expect(rule?.enabled).toBe(false);
  });

  test('is rehearsed as it stands: nobody changes it while its people are counted', async () => {
    await add([one], 3);
    await send('/une', { months: '24', after: 'last-activity' });
    const { rehearsed } = await t.deps.db.transaction(async (tx) => {
      await tx.update(retentionRules).set({ months: 1 });
      const rehearsed = send('/une/rehearse');
      await vi.waitFor(async () => {
        const queue = await t.deps.db.execute(sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
        expect(queue).toHaveLength(1);
      }, waiting);
      return { rehearsed };
    });
    await rehearsed;
    const [rule] = await t.deps.db.select().from(retentionRules);
    expect(rule).toMatchObject({ months: 1, rehearsedCount: 1 });
  });

  test('rehearses with the count and the first names, and erases exactly those', async () => {
    await add([one], 20);
    await add([one], 13);
    const fresh = await add([one], 11);
    await send('/une', { months: '12', after: 'last-activity' });
    await send('/une/rehearse');
    const html = await page('une');
    expect(html).toContain('Personnes à effacer\u00a0: 2');
    expect(html).not.toContain(fresh);
    await press('une', html);
    await runRetention(t.deps);
    expect(await left()).toEqual([fresh]);
    const [audit] = await t.deps.db.execute(
      sql`select count, detail from audit_entries where action = 'retention.ran'`,
    );
    expect(audit).toMatchObject({ count: 2, detail: { campaign: 'une', months: 12 } });
    const signups = await t.deps.db.execute(sql`select 1 from signups`);
    expect(signups, 'the totals stay').toHaveLength(3);
  });

  test('keeps who takes part in a campaign whose time is not up, or that has no rule that is on', async () => {
    const both = await add([one, other], 20);
    await switchOn('une');
    await runRetention(t.deps);
    expect(await left()).toEqual([both]);
    await switchOn('autre', '24');
    await runRetention(t.deps);
    expect(await left()).toEqual([both]);
    await switchOn('autre', '12');
    await runRetention(t.deps);
    expect(await left()).toEqual([]);
  });

  test('counted from the closing, waits until the campaign is closed for so long', async () => {
    const old = await add([one], 20);
    await switchOn('une', '2', 'closed');
    await runRetention(t.deps);
    expect(await left()).toEqual([old]);
    await t.deps.db.execute(
      sql`update campaigns set status = 'closed', updated_at = ${monthsAgo(3)} where id = ${one}`,
    );
    await runRetention(t.deps);
    expect(await left()).toEqual([]);
  });

  test('keeps who did something lately, also where only the record says so, as after an import', async () => {
    const [lately, long] = [monthsAgo(1), monthsAgo(20)];
    const signup = await add([one], 20);
    await t.deps.db.execute(sql`update signups set created_at = ${lately} where contact_id = ${signup}`);
    const [pledge, kept, consent, booking, report] = [
      await add([one], 20),
      await add([one], 20),
      await add([one], 20),
      await add([one], 20),
      await add([one], 20),
    ];
    for (const [id, created, reported] of [
      [pledge, lately, null],
      [kept, long, lately],
    ]) {
      await t.deps.db.execute(sql`
        insert into pledges (id, signup_id, contact_id, campaign_id, kind, count, reported_at, created_at)
        select ${uuidv7()}, id, contact_id, campaign_id, 'hours', 2, ${reported}, ${created} from signups
        where contact_id = ${id}`);
    }
    await t.deps.db.execute(sql`
      insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
      values (${uuidv7()}, ${consent}, ${one}, 'follow-up', 'email', 'granted', '', 'fr', 'form', ${lately})`);
    await t.deps.db.execute(sql`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
      select ${uuidv7()}, id, ${booking}, campaign_id, 'fr', 'cancelled', ${lately}, ${lately} from shifts
      where campaign_id = ${one} limit 1`);
    await t.deps.db.execute(sql`insert into reports (id, contact_id, campaign_id, kind, created_at)
      values (${uuidv7()}, ${report}, ${one}, 'quick-task', ${lately})`);
    await add([one], 20);
    await switchOn('une');
    await runRetention(t.deps);
    expect(await left()).toEqual([signup, pledge, kept, consent, booking, report]);
  });

  test.each([
    ['contact.tagged', {}, false],
    ['contact.edited', {}, false],
    ['contact.assigned', {}, false],
    ['contact.merged', {}, false],
    ['contact.tried', {}, false],
    ['note.added', {}, false],
    ['reply.answered', {}, false],
    ['wait.offered', {}, false],
    ['wait.ended', { by: 'machine' }, false],
    ['booking.moved', {}, false],
    ['booking.unattended', {}, false],
    ['booking.cancelled', { by: 'organizer' }, false],
    ['recruit.joined', {}, false],
    ['booking.cancelled', {}, true],
    ['booking.attended', {}, true],
    ['wait.ended', {}, true],
    ['reply.received', {}, true],
    ['time.offered', {}, true],
    ['contact.answered', {}, true],
  ] as const)('asks whether an act of late is the person’s own: %s %o', async (kind, data, isOwn) => {
    const old = await add([one], 20);
    const at = t.clock.now();
    await track(t.deps.db, [{ kind, contactId: old, campaignId: one, data, at }]);
    await switchOn('une');
    await runRetention(t.deps);
    expect(await left()).toEqual(isOwn ? [old] : []);
  });

  test('keeps who has a seat in a shift to come', async () => {
    const old = await add([one], 20);
    await t.deps.db.execute(sql`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
      select ${uuidv7()}, id, ${old}, campaign_id, 'fr', 'booked', ${monthsAgo(20)}, ${monthsAgo(20)} from shifts
      where campaign_id = ${one}`);
    await switchOn('une');
    await runRetention(t.deps);
    expect(await left()).toEqual([old]);
  });

  test('says what is wrong beside the field, and keeps what was typed', async () => {
    for (const months of ['0', '121', '-1', 'douze', '', '1e2']) {
      const answer = await send('/une', { months, after: 'closed' });
      expect(answer.status, months).toBe(422);
      expect(await answer.text()).toContain(`value="${months}"`);
    }
    expect((await send('/nulle', { months: '12', after: 'closed' })).status).toBe(404);
  });
});

describe('while a rule runs', () => {
  /** Lets a run come as far as this contact, whom somebody else has just locked; then that one acts, and lets go. */
  async function whileAt(id: string, act: (tx: Tx) => Promise<unknown>, deps = t.deps): Promise<void> {
    const held = Promise.withResolvers<void>();
    const waited = Promise.withResolvers<void>();
    const other = t.deps.db.transaction(async (tx) => {
      await tx.execute(sql`select id from contacts where id = ${id} for update`);
      held.resolve();
      await waited.promise;
      await act(tx);
    });
    await held.promise;
    const run = runRetention(deps).catch(() => {});
    await vi.waitFor(async () => {
      const queue = await t.deps.db.execute(sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      expect(queue).toHaveLength(1);
    }, waiting);
    waited.resolve();
    await Promise.all([other, run]);
  }
  /** Acts while the database refuses to erase these. */
  async function whileRefused(ids: string[], act: () => Promise<void>): Promise<void> {
    await t.deps.db.$client.unsafe(`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger refuse before delete on contacts for each row
        when (old.id in ('${ids.join("', '")}')) execute function refuse()`);
    try {
      await act();
    } finally {
      await t.deps.db.$client`drop function refuse cascade`;
    }
  }
  const told = async () => {
    const rows = await t.deps.db.execute<{ count: number }>(
      sql`select count from audit_entries where action = 'retention.ran' order by id`,
    );
    return [...rows].map(({ count }) => count);
  };
  const comeBack = (id: string) => (tx: Tx) =>
    tx.execute(sql`insert into activities (id, contact_id, campaign_id, kind, at)
      values (${uuidv7()}, ${id}, ${one}, 'signup.recorded', ${t.clock.now().toISOString()})`);

  test('whoever comes back in between stays, the others go', async () => {
    const [, second] = [await add([one], 20), await add([one], 20)];
    await add([one], 20);
    await switchOn('une');
    await whileAt(second, comeBack(second));
    expect(await left()).toEqual([second]);
    expect(await told()).toEqual([2]);
  });

  test('nobody more goes once it is switched off', async () => {
    const [, second, third] = [await add([one], 20), await add([one], 20), await add([one], 20)];
    await switchOn('une');
    await whileAt(second, () => send('/une/switch', { state: 'off' }));
    expect(await left()).toEqual([second, third]);
    expect(await told()).toEqual([1]);
  });

  test('the log is told of everyone who went, also when it breaks off', async () => {
    const [, second] = [await add([one], 20), await add([one], 20)];
    await switchOn('une');
    await whileRefused([second], async () => {
      await expect(runRetention(t.deps)).rejects.toThrow();
    });
    expect(await left()).toEqual([second]);
    expect(await told()).toEqual([1]);
  });

  test('one who cannot be erased keeps nobody else, no other rule and no other work of the night', async () => {
    const stuck = [await add([one], 20), await add([other], 20)];
    for (const campaignId of [one, one, other]) await add([campaignId], 20);
    const alike = [await add([one], 1), await add([one], 1)];
    await t.deps.db.execute(sql`
      update contacts set phone = '+15145550100' where id in (${alike[0]}, ${alike[1]})`);
    for (const slug of ['une', 'autre']) await switchOn(slug);
    await whileRefused(stuck, async () => {
      await expect(privacyJobs['privacy.nightly'](t.deps)).rejects.toThrow();
    });
    expect(await left()).toEqual([...stuck, ...alike]);
    expect((await told()).toSorted()).toEqual([1, 2]);
    expect(await t.deps.db.$count(contactDuplicates)).toBe(1);
  });

  test('the next run tells the log of those who went before a process was killed', async () => {
    const [, second] = [await add([one], 20), await add([one], 20)];
    await switchOn('une');
    const another = startAnother(t);
    await whileAt(second, () => another.deps.db.$client.end({ timeout: 0 }), another.deps);
    expect([await left(), await told()]).toEqual([[second], []]);
    t.clock.advance(86_400_000);
    await runRetention(t.deps);
    expect([await left(), await told()]).toEqual([[], [1, 1]]);
    await another.close();
  });

  test('one who cannot be had stays for the next night, and the others go', { timeout: 20_000 }, async () => {
    const [busy] = [await add([one], 20), await add([one], 20)];
    await switchOn('une');
    await t.deps.db.transaction(async (tx) => {
      await tx.execute(sql`select id from contacts where id = ${busy} for update`);
      await runRetention(t.deps);
    });
    expect([await left(), await told()]).toEqual([[busy], [1]]);
    t.clock.advance(86_400_000);
    await runRetention(t.deps);
    expect(await left()).toEqual([]);
  });
});
