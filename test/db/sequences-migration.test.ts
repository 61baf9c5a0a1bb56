import { readdir, readFile } from 'node:fs/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { upgradeContent } from '../../src/followups/form.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let sql: postgres.Sql;
const campaign = '019a0000-0000-7000-8000-000000000001';
const contact = (n: number) => `019a0000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const texts = { fr: { subject: 'Bonjour', body: ['Bonjour'], action: 'Voir' } };
const steps = [
  { key: 'welcome', after: 'confirmed', delayHours: 0, leadsTo: 'shifts', texts },
  { key: 'pledge', after: 'pledge', delayHours: 72, unless: 'reported', leadsTo: 'pledge', texts },
  { key: 'act', after: 'confirmed', delayHours: 48, unless: 'booked', leadsTo: 'shifts', texts },
];

/** Runs the migrations up to the one that is tested, or that one. */
async function run(which: 'before' | 'it'): Promise<void> {
  const names = (await readdir('drizzle')).filter((name) => name.endsWith('.sql')).sort();
  const at = names.findIndex((name) => name.endsWith('_sequences.sql'));
  for (const name of which === 'it' ? names.slice(at, at + 1) : names.slice(0, at)) {
    const text = await readFile(`drizzle/${name}`, 'utf8');
    for (const statement of text.split('--> statement-breakpoint')) await sql.unsafe(statement);
  }
}

// Of before, with rows as they were.
beforeEach(async () => {
  database = await createTestDatabase();
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await sql`drop schema public cascade`;
  await sql`create schema public`;
  await run('before');
  await sql`insert into campaigns (id, slug, status, settings, texts) values (${campaign}, 'essai', 'live', '{}', '{}')`;
  await sql`insert into sequences (campaign_id, steps) values (${campaign}, ${sql.json(steps)})`;
});
afterEach(async () => {
  await sql.end();
  await database.drop();
});

async function add(n: number, mails: [name: string, state: string, hours: number][], round = ''): Promise<void> {
  await sql`insert into contacts (id, email, locale) values (${contact(n)}, ${`n${n}@example.org`}, 'fr')`;
  for (const [name, state, hours] of mails) {
    const at = new Date(Date.UTC(2026, 0, 1, hours)).toISOString();
    await sql`
      insert into messages (id, contact_id, campaign_id, name, subject_id, round, locale, state, due_at, sent_at, created_at)
      values (gen_random_uuid(), ${contact(n)}, ${campaign}, ${name}, gen_random_uuid(), ${round}, 'fr', ${state}, ${at},
        ${state === 'sent' ? at : null}, '2026-01-01')`;
  }
}

const migrate = async () => await run('it');

describe('a campaign’s one list of steps', () => {
  test('becomes the sequences that its file becomes, and acts on many that named the campaign mean the first', async () => {
    await migrate();
    const rows = await sql`select id, key, start, steps, goal, priority, state from sequences order by position`;
    const sequences = rows.map(({ key, start, steps: own }) => ({ key, start, steps: own }));
    expect({ sequences }).toEqual(upgradeContent({ sequence: steps }));
    expect(rows.map(({ goal, priority, state }) => [goal, priority, state])).toEqual([
      ['none', 5, 'live'],
      ['none', 5, 'live'],
    ]);
    expect(rows.map(({ id, key }) => id === campaign && key)).toEqual(['confirmed', false]);
  });
});

describe('people', () => {
  test('who wait for mails go on waiting for them, as far as they have come', async () => {
    await add(1, [
      ['welcome', 'sent', 1],
      ['act', 'planned', 49],
    ]);
    await migrate();
    const rows = await sql`
      select e.step, e.ending, m.name, m.state from enrolments e join messages m on m.subject_id = e.id`;
    expect(rows.map((row) => ({ ...row }))).toEqual([{ step: 'welcome', ending: null, name: 'act', state: 'planned' }]);
  });

  test('who have had every mail have been through it, and are not put in again', async () => {
    await add(1, [
      ['welcome', 'sent', 1],
      ['act', 'skipped', 49],
    ]);
    await migrate();
    const rows = await sql`select step, ending from enrolments`;
    expect(rows.map((row) => ({ ...row }))).toEqual([{ step: 'act', ending: 'finished' }]);
  });

  test('for whom a mail is planned twice, or that went before, have it once', async () => {
    await add(1, [
      ['welcome', 'sent', 1],
      ['welcome', 'planned', 3],
      ['act', 'planned', 49],
      ['act', 'planned', 51],
    ]);
    await migrate();
    const rows = await sql`select name, state, reason from messages order by due_at`;
    expect(rows.map(({ name, state, reason }) => `${name} ${state} ${reason}`.trim())).toEqual([
      'welcome sent',
      'welcome skipped sent-already',
      'act planned',
      'act skipped sent-already',
    ]);
  });

  test('whom an act on many put in can be taken out by it', async () => {
    const act = '019a0000-0000-7000-8000-0000000000aa';
    await add(1, [['welcome', 'planned', 1]], act);
    await migrate();
    expect((await sql`select act_id from enrolments`).map((row) => row.act_id)).toEqual([act]);
  });
});
