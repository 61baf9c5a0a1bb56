import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { undoBulkAct } from '../../src/bulk-acts/undo-bulk-act.ts';
import { suppressions } from '../../src/consents/table.ts';
import type { Tx } from '../../src/db/client.ts';
import { noteBounce } from '../../src/delivery/note-bounce.ts';
import { suppressAddresses } from '../../src/followups/suppress-addresses.ts';
import type { MergeField } from '../../src/privacy/form.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { undoMerge } from '../../src/privacy/undo-merge.ts';
import { noteAnswerBounces } from '../../src/replies/note-answer-bounces.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { addEverything, makePlace, type Person, type Place, snapshot } from './everything.ts';

let t: TestApp;
let place: Place;
let ada: Person;
let bob: Person;
let round = 0;

beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, imports, bulk_acts, suppressions, mailbox_mails, contact_merges');
  round += 1;
  place = await makePlace(t.deps, await addCampaign(t.deps, { slug: `essai-${round}` }));
  ada = await addEverything(t.deps, place, 'ada');
  bob = await addEverything(t.deps, place, 'bob');
});

/** Bob becomes Ada; `taken` are the fields that Ada takes from him. */
async function merge(taken: MergeField[] = []): Promise<string> {
  const done = await mergeContacts(t.deps, { survivorId: ada.id, loserId: bob.id, taken, organizerId: null });
  if (!done.ok) throw new Error(done.reason);
  return done.mergeId;
}

const undo = async (mergeId: string) =>
  expect(await undoMerge(t.deps, { mergeId, organizerId: null })).toMatchObject({ ok: true });
const run = (query: ReturnType<typeof sql>) => t.deps.db.execute(query);
const rows = async (query: ReturnType<typeof sql>) => [...(await run(query))];

/** What the merge makes of a table, which its undoing has to give back as it was. */
async function mergedAndBack(table: string, query: ReturnType<typeof sql>): Promise<unknown[]> {
  const before = await snapshot(t.deps);
  const mergeId = await merge();
  const merged = await rows(query);
  await undo(mergeId);
  expect((await snapshot(t.deps))[table]).toEqual(before[table]);
  return merged;
}

describe('the sequence of two who become one', () => {
  const enrolled = sql`select contact_id, subject_id, ended_at is null as open from enrolments order by ended_at`;
  const set = (who: Person, values: ReturnType<typeof sql>) =>
    run(sql`update enrolments set ${values} where contact_id = ${who.id}`);
  const over = sql`ended_at = '2026-05-01', ending = 'finished'`;

  test.each(['ada', 'bob'])(
    'goes on for the one who is in it (%s), beside what the other has been through',
    async (who) => {
      await set(who === 'ada' ? bob : ada, over);
      expect(await mergedAndBack('enrolments', enrolled)).toMatchObject([
        { contact_id: ada.id, open: false },
        { contact_id: ada.id, open: true },
      ]);
    },
  );

  test('goes on where the survivor stands when both are in it', async () => {
    const [mine] = await rows(sql`select subject_id from enrolments where contact_id = ${ada.id}`);
    expect(await mergedAndBack('enrolments', enrolled)).toEqual([{ contact_id: ada.id, open: true, ...mine }]);
  });

  test('goes on also where one act began it for both', async () => {
    await run(sql`update enrolments set subject_id = ${place.actId}, act_id = ${place.actId}`);
    await set(ada, over);
    expect(await mergedAndBack('enrolments', enrolled)).toMatchObject([{ contact_id: ada.id, open: true }]);
  });
});

describe('the place in line of two who become one', () => {
  const places = sql`select contact_id, state from shift_waits`;
  const stand = (who: Person, state: string, since = '2026-01-01') =>
    run(sql`update shift_waits set state = ${state}, since = ${since} where contact_id = ${who.id}`);
  const giveBackSeats = () => run(sql`update bookings set state = 'cancelled'`);

  test.each([
    ['left', 'waiting', 'waiting'],
    ['passed', 'offered', 'offered'],
    ['taken', 'waiting', 'waiting'],
    ['waiting', 'offered', 'offered'],
    ['waiting', 'left', 'waiting'],
    ['passed', 'taken', 'taken'],
  ])('%s and %s is %s', async (hers, his, kept) => {
    await giveBackSeats();
    await stand(ada, hers);
    await stand(bob, his);
    expect(await mergedAndBack('shift_waits', places)).toEqual([{ contact_id: ada.id, state: kept }]);
  });

  test('is the longest wait of two', async () => {
    await giveBackSeats();
    await stand(ada, 'waiting', '2026-01-02');
    await stand(bob, 'waiting', '2026-01-01');
    const since = sql`select since = '2026-01-01'::timestamptz as longest from shift_waits`;
    expect(await mergedAndBack('shift_waits', since)).toEqual([{ longest: true }]);
  });

  test('ends where one of them has a seat', async () => {
    await stand(bob, 'waiting');
    expect(await mergedAndBack('shift_waits', places)).toEqual([{ contact_id: ada.id, state: 'taken' }]);
  });
});

describe('an act on many, undone or still running after a merge', () => {
  const owners = async () =>
    (await rows(sql`select id from organizers order by id desc limit 2`)).map(({ id }) => String(id));
  const act = (values: ReturnType<typeof sql>) => run(sql`update bulk_acts set ${values} where id = ${place.actId}`);
  const onlyFor = (who: Person, before: string | null = null) =>
    run(sql`delete from bulk_act_changes where contact_id <> ${who.id}`).then(() =>
      run(sql`update bulk_act_changes set before = ${before}`),
    );
  const own = (who: Person, owner: string | undefined) =>
    run(sql`update contacts set owner_id = ${owner} where id = ${who.id}`);
  const ownerNow = async () => (await rows(sql`select owner_id from contacts where id = ${ada.id}`))[0]?.owner_id;
  const lines = sql`select contact_id from bulk_act_changes`;

  async function undoAct(): Promise<void> {
    await undoBulkAct(t.deps, place.actId, (await owners())[0] ?? '');
    await t.runDueJobs();
    expect(await rows(sql`select state from bulk_acts`)).toEqual([{ state: 'undone' }]);
  }

  test.each(['ada', 'bob'])(
    'leaves a tag that one of them had by hand, whoever had it from the act (%s)',
    async (who) => {
      await onlyFor(who === 'ada' ? ada : bob);
      await merge();
      await undoAct();
      expect(await rows(sql`select contact_id from contact_tags`)).toEqual([{ contact_id: ada.id }]);
    },
  );

  test('takes away a tag that both or the one had from the act', async () => {
    await onlyFor(bob);
    await run(sql`delete from contact_tags where contact_id = ${ada.id}`);
    await merge();
    await undoAct();
    expect(await rows(sql`select contact_id from contact_tags`)).toEqual([]);
  });

  test.each([
    ['keeps the owner whom the survivor had by hand', [], false],
    ['keeps the same owner whom the survivor had by hand, also where the other’s was chosen', ['owner'], false],
    ['puts back the owner who came with the one that went', ['owner'], true],
  ] as [string, MergeField[], boolean][])('%s', async (_, taken, isBack) => {
    const [olive, oscar] = await owners();
    await act(sql`kind = 'owner', target_id = ${olive}`);
    await onlyFor(bob, oscar);
    await own(bob, olive);
    if (!isBack) await own(ada, olive);
    await merge(taken);
    await undoAct();
    expect(await ownerNow()).toBe(isBack ? oscar : olive);
  });

  test('lets the survivor keep the owner of an act that was theirs alone', async () => {
    const [olive, oscar] = await owners();
    await act(sql`kind = 'owner', target_id = ${olive}`);
    await onlyFor(ada, oscar);
    await own(ada, olive);
    await own(bob, olive);
    await merge(['owner']);
    await undoAct();
    expect(await ownerNow()).toBe(olive);
  });

  test('has an erasing stay with whom it was confirmed for', async () => {
    await act(sql`kind = 'erase', target_id = null, state = 'running'`);
    await onlyFor(bob);
    expect(await mergedAndBack('bulk_act_changes', lines)).toEqual([]);
  });
});

describe('a block that a merge copied', () => {
  const complain = async (tx: Tx, at: Date) => {
    const [mail] = await rows(sql`select id from messages where contact_id = ${ada.id}`);
    await suppressAddresses(tx, t.deps.config.secret, { messageIds: [String(mail?.id)], reason: 'complained', at });
  };
  const bounce = (tx: Tx, at: Date) =>
    noteBounce(t.deps, tx, {
      messageId: null,
      email: ada.email,
      permanent: true,
      ofSender: false,
      reason: 'complained',
      at,
    });
  const answerBack = async (tx: Tx, at: Date) => {
    const [answer] = await rows(sql`select id from answers where contact_id = ${ada.id}`);
    const told = { address: undefined, suppress: 'complained', failed: false, reason: '' } as const;
    await noteAnswerBounces(tx, [{ answerId: String(answer?.id), ...told }], at);
  };
  const blocks = () => rows(sql`select reason from suppressions where email = ${ada.email}`);

  beforeEach(async () => {
    await run(sql`truncate suppressions`);
    await t.deps.db.insert(suppressions).values({ email: bob.email, reason: 'bounced', at: new Date() });
  });

  test('goes with the merge', async () => {
    const mergeId = await merge();
    expect(await blocks()).toEqual([{ reason: 'bounced (merge)' }]);
    await undo(mergeId);
    expect(await blocks()).toEqual([]);
  });

  test.each([
    ['a complaint', complain],
    ['a bounce', bounce],
    ['an answer that came back', answerBack],
  ])('stays once the address has earned it by %s', async (_, earn) => {
    const mergeId = await merge();
    for (const minutes of [1, 2])
      await t.deps.db.transaction((tx) => earn(tx, new Date(t.clock.now().getTime() + minutes * 60_000)));
    await undo(mergeId);
    expect(await blocks()).toEqual([{ reason: 'complained' }]);
  });
});
