import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endEnrolments } from '../../src/followups/end-enrolments.ts';
import { type Step, sequence } from '../../src/followups/form.ts';
import { startSequences } from '../../src/followups/start-sequences.ts';
import type { Mail, Mailer } from '../../src/mail/mailer.ts';
import { leave } from '../../src/space/leave.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

/** The whole run of 10,000 people: `SIMULATED_CONTACTS=10000`. */
const people = Number(process.env.SIMULATED_CONTACTS ?? 300);
const days = 60;
const day = 86_400_000;
const weeklyMails = 2;
/** A month before the clocks go forward in North America, on the second Sunday of March, whenever the next one is. */
const start = monthBeforeSpring(new Date());

/** Where people live, by the beginning of their postal code; half an hour lies between Newfoundland and its neighbours. */
const places = [
  { code: 'H2X 1Y4', zone: 'America/Toronto' },
  { code: 'V5K 0A1', zone: 'America/Vancouver' },
  { code: 'A1A 1A1', zone: 'America/St_Johns' },
  { code: '', zone: 'America/Toronto' },
];

type Sent = { step: string; to: string; at: Date };
const sent: Sent[] = [];
let t: TestApp;
let campaignId: string;
const left = new Map<string, Date>();
const placeOf = new Map<string, (typeof places)[number]>();

beforeAll(async () => {
  const taken: Mailer['send'] = async (mail: Mail) => {
    sent.push({ step: mail.subject, to: mail.to, at: t.clock.now() });
    return { kind: 'sent', providerId: '' };
  };
  const mailer: Mailer = {
    name: 'resend',
    send: taken,
    sendTogether: (mails, key) => Promise.all(mails.map((mail) => taken(mail, key))),
    close: async () => {},
  };
  t = await startTest({ mailer, env: { QUIET_HOURS: '21-8', WEEKLY_MAILS: String(weeklyMails) } });
  t.clock.advance(start.getTime() - t.clock.now().getTime());
  campaignId = await addCampaign(t.deps, { sequences });
  await addPeople();
}, 240_000);
afterAll(() => t.close());

const step = (key: string, delayHours: number, at: Step['at']): object => {
  const words = { subject: key, body: ['Bonjour {firstName}, voici la suite.'], action: 'Voir' };
  return { key, delayHours, at, leadsTo: 'shifts', texts: { fr: words, en: words } };
};
const nine: Step['at'] = { hour: 9, weekdays: true, zone: 'contact' };
/** Five steps over seven weeks; and three in a week that go before them, so that the week's mails run out. */
const sequences = [
  sequence.parse({
    key: 'five',
    start: { on: 'confirmed' },
    goal: 'booked',
    steps: [
      step('one', 24, nine),
      step('two', 168, nine),
      step('three', 240, { ...nine, hour: 12, zone: 'place' }),
      step('four', 336, nine),
      step('five', 336, nine),
    ],
  }),
  sequence.parse({
    key: 'three',
    start: { on: 'signup' },
    priority: 9,
    steps: [20, 24, 24].map((hours, n) => step(`first-${n + 1}`, hours, { ...nine, hour: 17, weekdays: false })),
  }),
];

async function addPeople(): Promise<void> {
  const at = t.clock.now().toISOString();
  const codes = JSON.stringify(places.map(({ code }) => code));
  await t.deps.db.execute(sql`
    insert into contacts (id, email, first_name, locale, postal_code, confirmed_at)
    select gen_random_uuid(), 'n' || n || '@example.org', 'Ada', case when n % 3 = 0 then 'en' else 'fr' end,
      ${codes}::jsonb ->> (n % ${places.length}::int), ${at}::timestamptz
    from generate_series(1, ${people}::int) n`);
  await t.deps.db.execute(sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
    select gen_random_uuid(), id, ${campaignId}::uuid, 'follow-up', 'email', 'granted', '', 'fr', 'confirm-page', ${at}::timestamptz
    from contacts`);
  await t.deps.db.execute(sql`analyze`);
}

type Person = { id: string; email: string; n: number };
let crowd: Person[] = [];

/** Who comes in, leaves, answers or books on a day. */
async function live(today: number): Promise<void> {
  const now = t.clock.now();
  const every = (tenth: number, on: number) => (today === on ? crowd.filter(({ n }) => n % 10 === tenth) : []);
  // In ten lots over the first five days, at different hours; a third of them are in both sequences.
  const newcomers = today < 5 ? crowd.filter(({ n }) => n % 5 === today) : [];
  await t.deps.db.transaction(async (tx) => {
    const starts = newcomers.flatMap(({ id, n }) => {
      const at = new Date(now.getTime() - (n % 3) * 3_600_000);
      const begun = { contactId: id, campaignId, subjectId: id, at };
      const both = n % 3 === 0 ? [{ ...begun, on: 'signup' as const }] : [];
      return [{ ...begun, on: 'confirmed' as const }, ...both];
    });
    for (let from = 0; from < starts.length; from += 1_000) {
      await startSequences(tx, starts.slice(from, from + 1_000), now);
    }
  });
  for (const { id, email } of every(1, 12)) {
    const wish = { contactId: id, campaignId, locale: 'fr', wording: '', source: 'one-click', at: now } as const;
    await t.deps.db.transaction((tx) => leave(tx, wish));
    left.set(email, now);
  }
  for (const { id, email } of every(2, 20)) {
    await t.deps.db.transaction((tx) => endEnrolments(tx, { contactId: id, ending: 'replied', at: now }));
    left.set(email, now);
  }
  for (const { id, email } of every(3, 25)) {
    await t.deps.db.$client`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
      select gen_random_uuid(), shifts.id, ${id}, ${campaignId}, 'fr', 'booked', ${now.toISOString()}, ${now.toISOString()} from shifts limit 1`;
    left.set(email, now);
  }
}

/** Moves the clock from one mail that falls due to the next, until the end of the day. */
async function passDay(): Promise<void> {
  const end = t.clock.now().getTime() + day;
  for (;;) {
    await t.runDueJobs();
    const [next] = await t.deps.db.$client`
      select min(due_at) as due from messages where state = 'queued' and due_at > ${t.clock.now().toISOString()}`;
    const due = next?.due ? new Date(next.due).getTime() : Number.POSITIVE_INFINITY;
    if (due >= end) break;
    t.clock.advance(due - t.clock.now().getTime());
  }
  t.clock.advance(end - t.clock.now().getTime());
}

test(`${people} people go through a five-step sequence for ${days} days, across a change of the clocks`, async () => {
  const rows = await t.deps.db.$client`select id, email, postal_code from contacts`;
  crowd = rows.map((row) => ({
    id: String(row.id),
    email: String(row.email),
    n: Number(/\d+/.exec(String(row.email))),
  }));
  for (const row of rows) {
    const place = places.find(({ code }) => code === row.postal_code);
    if (place) placeOf.set(String(row.email), place);
  }
  for (let today = 0; today < days; today += 1) {
    await live(today);
    await passDay();
  }
  console.log(await table());

  const wrongHour = sent.filter(({ step: name, to, at }) => {
    const zone = name === 'three' ? 'America/Toronto' : (placeOf.get(to)?.zone ?? '');
    const { hour, minute, weekday } = clockIn(zone, at);
    const isFirst = name.startsWith('first');
    // Noon of the place is nine in the morning in Vancouver: no night is disturbed.
    const meant = isFirst ? 17 : name === 'three' ? 12 : 9;
    return minute !== 0 || hour !== meant || (!isFirst && ['Sat', 'Sun'].includes(weekday));
  });
  expect(wrongHour, 'mails at another hour than their own').toEqual([]);
  expect(new Set(sent.map(({ step: name, to }) => `${name} ${to}`)).size, 'mails that went twice').toBe(sent.length);
  const after = sent.filter(({ to, at }) => at > (left.get(to) ?? at));
  expect(
    after.filter(({ to }) => left.has(to)),
    'mails to who had left, answered or acted',
  ).toEqual([]);
  expect(overCap(), 'weeks with too many mails').toEqual([]);
  const stayed = crowd.filter(({ email }) => !left.has(email)).length;
  const last = sent.filter(({ step: name, to }) => name === 'five' && !left.has(to)).length;
  expect(last, 'people who stayed and have had the last mail').toBe(stayed);
  const spring = sent.map(({ at }) => offset('America/Toronto', at));
  expect(new Set(spring).size, 'offsets of the clocks in which mails went').toBe(2);
}, 1_800_000);

function overCap(): string[] {
  return [...Map.groupBy(sent, ({ to }) => to)].flatMap(([to, mails]) => {
    const times = mails.map(({ at }) => at.getTime()).sort((one, other) => one - other);
    const over = times.some((time, index) => {
      const earlier = times[index - weeklyMails];
      return earlier !== undefined && time - earlier < 7 * day;
    });
    return over ? [to] : [];
  });
}

async function table(): Promise<string> {
  const lines = [...Map.groupBy(sent, ({ step: name }) => name)].map(([name, mails]) => {
    const hours = places.slice(0, 3).map(({ zone, code }) => {
      const own = mails.filter(({ to }) => placeOf.get(to)?.code === code).map(({ at }) => at);
      const clocks = new Set(own.map((at) => `${clockIn(zone, at).hour}:00`));
      return `${own.length} at ${[...clocks].join(' ')} (UTC ${[...new Set(own.map((at) => at.getUTCHours()))].join(' ')})`;
    });
    return [name.padEnd(8), String(mails.length).padStart(6), ...hours.map((text) => text.padEnd(28))].join('  ');
  });
  const ends = await t.deps.db.$client`
    select s.key, coalesce(e.ending, 'in it') as ending, count(*)::int as count
    from enrolments e join sequences s on s.id = e.sequence_id group by 1, 2 order by 1, 3 desc`;
  const skipped = await t.deps.db.$client`
    select reason, count(*)::int as count from messages where state = 'suppressed' group by 1 order by 2 desc`;
  return [
    `${people} people, ${days} days from ${start.toISOString().slice(0, 10)}, ${sent.length} mails`,
    `step        mails  ${places
      .slice(0, 3)
      .map(({ zone }) => zone.padEnd(28))
      .join('  ')}`,
    ...lines,
    `ends:    ${ends.map(({ key, ending, count }) => `${key} ${ending} ${count}`).join(', ')}`,
    `skipped: ${skipped.map(({ reason, count }) => `${reason} ${count}`).join(', ')}`,
  ].join('\n');
}

const formats = new Map<string, Intl.DateTimeFormat>();
function clockIn(zone: string, at: Date): { hour: number; minute: number; weekday: string } {
  let format = formats.get(zone);
  if (!format) {
    const parts = { weekday: 'short', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    hour: Number(parts.get('hour')),
    minute: Number(parts.get('minute')),
    weekday: (parts.get('weekday') ?? '').replace('.', ''),
  };
}

function offset(zone: string, at: Date): number {
  return (at.getUTCHours() - clockIn(zone, at).hour + 24) % 24;
}

function monthBeforeSpring(now: Date): Date {
  const year = now.getUTCFullYear() + 1;
  const first = new Date(Date.UTC(year, 2, 1));
  const secondSunday = 1 + ((7 - first.getUTCDay()) % 7) + 7;
  return new Date(Date.UTC(year, 2, secondSunday - 30, 15));
}
