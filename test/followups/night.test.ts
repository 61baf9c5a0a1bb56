import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolMany } from '../../src/followups/enrol-many.ts';
import { type Sequence, type StartKind, sequence } from '../../src/followups/form.ts';
import { rehearse } from '../../src/followups/rehearse.ts';
import { startSequences } from '../../src/followups/start-sequences.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { closeGate } from '../../src/mail/gate.ts';
import { addPeople } from '../broadcasts/crowd.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { mailsOf, wait } from './inbox.ts';

const words = { subject: 'La suite', body: ['Bonjour {firstName}.'], action: 'Voir' };
const steps = [{ key: 'first', delayHours: 0, leadsTo: 'shifts', texts: { fr: words, en: words } }];

let t: TestApp;
let campaignId: string;
beforeEach(async () => {
  t = await startTest({ env: { QUIET_HOURS: '21-8' } });
});
afterEach(() => t.close());

// The campaign's clocks are Montreal's: 5 in UTC is midnight or one o'clock there, 14 is nine or ten.
describe('the first mail of a sequence, due in a person’s night as soon as it began', () => {
  test.each(['signup', 'confirmed', 'pledge', 'booking', 'reported'] as const)(
    'goes at once where it answers what they have just done: %s',
    async (on) => {
      await addSequence({ on });
      turnTo(5);
      await start(on);
      expect(await count()).toBe(1);
    },
  );

  test.each(['missed', 'attended'] as const)('waits where somebody else told it of them: %s', async (on) => {
    await addSequence({ on });
    turnTo(5);
    await start(on);
    await waitsForMorning();
  });

  test('waits where a date began it', async () => {
    const date = new Date(nextAt(5)).toISOString().slice(0, 10);
    await addSequence({ on: 'date', date });
    turnTo(5);
    await look();
    await waitsForMorning();
  });

  test('waits where their silence began it', async () => {
    await addSequence({ on: 'silence', days: 3 });
    await t.deps.db.$client`
      insert into activities (id, contact_id, campaign_id, kind, data, at)
      select ${uuidv7()}, id, ${campaignId}, 'signup.recorded', '{}', now() - interval '5 days' from contacts`;
    turnTo(5);
    await look();
    await waitsForMorning();
  });

  test('waits where an organizer put them in', async () => {
    await addSequence({ on: 'confirmed' });
    turnTo(5);
    const [target] = await t.deps.db.$client`select s.id, c.id as contact from sequences s, contacts c`;
    const [targetId, contactIds] = [String(target?.id), [String(target?.contact)]];
    const now = t.clock.now();
    await t.deps.db.transaction((tx) => enrolMany(tx, { actId: uuidv7(), targetId, contactIds, now }));
    await t.runDueJobs();
    await waitsForMorning();
  });

  test.each([
    ['campaign that is paused', pauseCampaign],
    ['gate that is closed', async () => await closeGate(t.deps.db, new Date(nextAt(5)))],
  ])('waits where a %s had held it for hours, and goes where it was a moment', async (_, hold) => {
    await addSequence({ on: 'confirmed' });
    turnTo(0);
    await hold();
    await start('confirmed');
    expect(await count()).toBe(0);
    turnTo(5);
    await t.deps.db.$client`delete from campaign_pauses`;
    await enqueue(t.deps.db, 'followups.send', {});
    await t.runDueJobs();
    await waitsForMorning();
    turnTo(5);
    await pauseCampaign();
    await addPeople(t, 1, { from: 2 });
    await start('confirmed', 'n2@example.org');
    t.clock.advance(30 * 60_000);
    await t.deps.db.$client`delete from campaign_pauses`;
    await enqueue(t.deps.db, 'followups.send', {});
    await t.runDueJobs();
    expect(await count()).toBe(2);
  });
});

describe('a mail for an hour that lies in a person’s night', () => {
  test.each([
    ['as it begins', { hour: 21 }, ''],
    ['before midnight', { hour: 23 }, ''],
    ['after midnight', { hour: 2 }, ''],
    ['shortly before its end', { hour: 5 }, ''],
    ['though not in the place’s', { hour: 20, zone: 'place' }, 'A1A 1A1'],
  ])('goes at the end of that night, as was rehearsed, and the next one follows: %s', async (_, at, postalCode) => {
    const timed = { ...steps[0], delayHours: 1, at };
    await addSequence({ on: 'confirmed' }, [timed, { ...timed, key: 'second', delayHours: 24 }]);
    await t.deps.db.$client`update contacts set postal_code = ${postalCode}`;
    turnTo(18);
    await start('confirmed');
    const rehearsed = await playedAhead();
    await passDays(4);
    const zone = postalCode === '' ? 'America/Toronto' : 'America/St_Johns';
    const rows = await t.deps.db.$client<{ name: string; sent: string; clock: string }[]>`
      select name, sent_at as sent, to_char(sent_at at time zone ${zone}, 'HH24:MI') as clock
      from messages where sent_at is not null order by sent_at`;
    expect(rows.map(({ name, clock }) => `${name} ${clock}`)).toEqual(['first 08:00', 'second 08:00']);
    expect(rehearsed).toEqual(rows.map(({ sent }) => new Date(sent).toISOString()));
  });

  test('waits for a weekday’s morning where it is to go on a weekday', async () => {
    const at = { hour: 22, weekdays: true };
    await addSequence({ on: 'confirmed' }, [{ ...steps[0], delayHours: 1, at }]);
    turnTo(18);
    while (t.clock.now().getUTCDay() !== 5) turnTo(18);
    await start('confirmed');
    await passDays(4);
    const [mail] = await t.deps.db.$client`
      select to_char(sent_at at time zone 'America/Toronto', 'Dy HH24:MI') as clock from messages`;
    expect(mail?.clock).toBe('Mon 08:00');
  });
});

/** When the mails of the sequence go in a rehearsal with who is in it, begun now. */
async function playedAhead(): Promise<string[]> {
  const [one] = await t.deps.db.$client`select s.id, c.id as contact from sequences s, contacts c`;
  const who = { contactId: String(one?.contact) };
  const { events } = await rehearse(t.deps, { sequenceId: String(one?.id), who, days: 10 });
  return events.flatMap(({ at, outcome }) => (outcome === 'sent' ? [at.toISOString()] : []));
}

/** Lets the days pass, from one mail that falls due to the next. */
async function passDays(days: number): Promise<void> {
  const end = t.clock.now().getTime() + days * 86_400_000;
  for (;;) {
    await t.runDueJobs();
    const [next] = await t.deps.db.$client`select min(due_at) as due from messages where state = 'queued'`;
    const due = next?.due ? Date.parse(String(next.due)) : Number.POSITIVE_INFINITY;
    if (due > end) return;
    t.clock.advance(due - t.clock.now().getTime());
  }
}

async function addSequence(on: Sequence['start'], its: object[] = steps): Promise<void> {
  campaignId = await addCampaign(t.deps, { sequences: [sequence.parse({ key: 'one', start: on, steps: its })] });
  await addPeople(t, 1);
}

async function start(on: StartKind, email = 'n1@example.org'): Promise<void> {
  const [contact] = await t.deps.db.$client`select id from contacts where email = ${email}`;
  const now = t.clock.now();
  const [booking] = await t.deps.db.$client`
    insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    select gen_random_uuid(), id, ${String(contact?.id)}, campaign_id, 'fr', ${on === 'attended' ? on : 'booked'},
      now(), now()
    from shifts returning id`;
  const begun = { on, contactId: String(contact?.id), campaignId, subjectId: String(booking?.id), at: now };
  await t.deps.db.transaction((tx) => startSequences(tx, [begun], now));
  await t.runDueJobs();
}

async function look(): Promise<void> {
  await enqueue(t.deps.db, 'followups.look-for-starts', {});
  await t.runDueJobs();
}

async function waitsForMorning(): Promise<void> {
  expect(await count(), 'in the night').toBe(0);
  const rows = await t.deps.db.$client`select reason from messages where state = 'queued'`;
  expect(rows.map(({ reason }) => reason)).toEqual(['quiet-hours']);
  turnTo(14);
  await wait(t, 0);
  expect(await count(), 'in the morning').toBe(1);
}

async function pauseCampaign(): Promise<void> {
  await t.deps.db.$client`
    insert into campaign_pauses (campaign_id, paused_at, reason) select id, now(), 'organizer' from campaigns`;
}

/** The next moment at which it is so many hours in UTC. */
function nextAt(utcHour: number): number {
  const now = t.clock.now();
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), utcHour);
  return today > now.getTime() ? today : today + 86_400_000;
}

function turnTo(utcHour: number): void {
  t.clock.advance(nextAt(utcHour) - t.clock.now().getTime());
}

async function count(): Promise<number> {
  return (await mailsOf(t)).length;
}
