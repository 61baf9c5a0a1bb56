import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consents, suppressions } from '../../src/consents/table.ts';
import { fold } from '../../src/contacts/fold.ts';
import { contactAddresses, contacts } from '../../src/contacts/table.ts';
import { type PresetName, presets } from '../../src/exports/presets/presets.ts';
import { losslessSheets } from '../../src/exports/sheets/sheets.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { notes } from '../../src/notes/table.ts';
import { pledges } from '../../src/pledges/table.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { signups } from '../../src/signups/table.ts';
import { tags } from '../../src/tags/table.ts';
import { teams } from '../../src/teams/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { bringIn, check, found, imported, undo } from './importing.ts';

let t: SignedInTest;
let campaignId: string;
let teamId: string;

const people = 'contacts, suppressions, tags, imports';
/** Everything that has to come back as it was; the ids of tags are nobody's affair. */
const everything = {
  contacts: 'select * from contacts order by id',
  addresses: 'select * from contact_addresses order by email',
  consents: 'select * from consents order by id',
  suppressions: 'select * from suppressions order by email',
  signups: 'select * from signups order by id',
  pledges: 'select * from pledges order by id',
  notes: 'select * from notes order by id',
  tags: 'select contact_id, name, folded, at, organizer_id from contact_tags join tags on tags.id = tag_id order by 1, 2',
};

beforeAll(async () => {
  t = await startSignedIn();
  campaignId = await addCampaign(t.deps, { slug: 'une' });
  teamId = uuidv7();
  await t.deps.db.insert(teams).values({ id: teamId, name: 'Équipe =1, du "Nord"' });
});
beforeEach(async () => {
  await emptyTables(t.deps, people);
});
afterAll(async () => {
  await t.close();
});

async function snapshot() {
  const rows: Record<string, unknown> = {};
  for (const [name, query] of Object.entries(everything)) rows[name] = [...(await t.deps.db.$client.unsafe(query))];
  return rows;
}

async function download(path: string): Promise<Uint8Array> {
  const answer = await t.get(path);
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('é', "'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', '\\', ' '),
      fc.constantFrom('李', '🏳', 'a', 'Z', '|'),
    ),
    maxLength: 30,
  })
  .filter((one) => one.isWellFormed());
const filled = text.filter((one) => one.trim() !== '');
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-06-01'), noInvalidDate: true });
const key = fc.constantFrom('evenings', 'weekends', 'driving', 'cuisine');

const person = fc.record({
  firstName: text,
  lastName: text,
  phone: fc.constantFrom('', '+15145550123', '+33123456789;ext=5'),
  postalCode: fc.constantFrom('', 'H2X 1Y4', '=1', '75001'),
  locale: fc.constantFrom('fr' as const, 'en' as const),
  availability: fc.uniqueArray(key),
  skills: fc.uniqueArray(key),
  confirmedAt: fc.option(moment),
  inTeam: fc.boolean(),
  owned: fc.boolean(),
  createdAt: moment,
  consents: fc.array(
    fc.record({
      purpose: fc.constantFrom('follow-up' as const, 'sharing' as const, 'agreement' as const),
      channel: fc.constantFrom('email' as const, 'sms' as const, 'phone' as const, 'partner' as const, 'form' as const),
      subject: text,
      action: fc.constantFrom('granted' as const, 'withdrawn' as const),
      wording: text,
      wordingVersion: fc.constantFrom('', 'quebec/2026-11'),
      needsConfirmation: fc.boolean(),
      locale: fc.constantFrom('fr' as const, 'en' as const),
      source: fc.constantFrom('form', 'confirm-page', 'one-click'),
      clientHash: fc.constantFrom('', 'abc'),
      at: moment,
    }),
    { maxLength: 4 },
  ),
  signup: fc.option(
    fc.record({
      answers: fc.dictionary(filled, fc.oneof(text, fc.array(text)), { noNullPrototype: true }),
      at: moment,
      source: text,
    }),
  ),
  amount: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  tags: fc.uniqueArray(filled, { maxLength: 3, selector: fold }),
  notes: fc.array(filled, { maxLength: 2 }),
  suppressed: fc.option(filled),
  /** When each further address was left by a merge. */
  further: fc.array(moment, { maxLength: 2 }),
});
type Person = typeof person extends fc.Arbitrary<infer Of> ? Of : never;

async function add(one: Person): Promise<void> {
  const { db } = t.deps;
  const id = uuidv7();
  const email = `${id}@example.org`;
  const {
    inTeam,
    owned,
    consents: entries,
    signup,
    amount,
    tags: names,
    notes: bodies,
    suppressed,
    further,
    ...row
  } = one;
  const folded = { firstFolded: fold(row.firstName), lastFolded: fold(row.lastName) };
  const belongs = { teamId: inTeam ? teamId : null, ownerId: owned ? t.organizerId : null };
  await db.insert(contacts).values({ id, email, ...row, ...folded, ...belongs, updatedAt: row.createdAt });
  for (const entry of entries) await db.insert(consents).values({ id: uuidv7(), contactId: id, campaignId, ...entry });
  if (suppressed !== null) await db.insert(suppressions).values({ email, reason: suppressed, at: row.createdAt });
  for (const at of further) {
    const formerId = uuidv7();
    await db.insert(contactAddresses).values({ email: `+${formerId}@example.org`, contactId: id, formerId, at });
  }
  for (const body of bodies) {
    await db.insert(notes).values({ id: uuidv7(), contactId: id, organizerId: t.organizerId, body, at: row.createdAt });
  }
  for (const name of names) {
    await db
      .insert(tags)
      .values({ id: uuidv7(), name, folded: fold(name) })
      .onConflictDoNothing();
    await db.$client`insert into contact_tags (contact_id, tag_id, at)
      select ${id}, id, ${row.createdAt.toISOString()} from tags where folded = ${fold(name)}`;
  }
  if (!signup) return;
  const signupId = uuidv7();
  const { answers, at, source } = signup;
  const origin = { source, medium: 'social' };
  const shared = { contactId: id, campaignId, createdAt: at };
  await db
    .insert(signups)
    .values({ id: signupId, ...shared, locale: 'fr', answers, consented: true, via: 'link', source, origin });
  if (amount === null) return;
  const money = { kind: 'money' as const, amountMinor: amount, currency: 'CAD', frequency: 'monthly' as const };
  await db.insert(pledges).values({ id: uuidv7(), signupId, ...shared, ...money });
}

describe('everything, out and in again', () => {
  test('is equal, whatever people typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 8 }), async (all) => {
        await emptyTables(t.deps, people);
        for (const one of all) await add(one);
        const before = await snapshot();
        const archive = await download('/admin/exports/everything.zip');
        await emptyTables(t.deps, people);
        await bringIn(t, archive, { trustLedger: true });
        expect(await snapshot()).toEqual(before);
        const again = found(await check(t, archive, { trustLedger: true, mode: 'overwrite' }));
        expect([again.fresh, again.changed, again.refused]).toEqual([0, 0, 0]);
        await bringIn(t, archive, { trustLedger: true, mode: 'overwrite' });
        expect(await snapshot()).toEqual(before);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 240_000);

  test('takes no further address from who has it here by themselves, and undoing takes back what came', async () => {
    const [sample] = fc.sample(person, 1);
    if (!sample) throw new Error('there is no sample');
    const at = new Date('2026-01-01T00:00:00Z');
    await add({ ...sample, further: [at, at], signup: null, suppressed: 'bounced' });
    const archive = await download('/admin/exports/everything.zip');
    const [taken, free] = await t.deps.db.select().from(contactAddresses);
    await emptyTables(t.deps, people);
    const own = { id: uuidv7(), email: taken?.email ?? '', locale: 'fr' as const };
    await t.deps.db.insert(contacts).values(own);
    const done = await bringIn(t, archive, { trustLedger: true });
    const addresses = async () => (await t.deps.db.select().from(contactAddresses)).map(({ email }) => email);
    expect(await addresses()).toEqual([free?.email]);
    expect(await t.deps.db.$count(suppressions)).toBe(1);
    await undo(t, done);
    expect(await addresses()).toEqual([]);
    expect(await t.deps.db.$count(suppressions)).toBe(0);
    expect((await t.deps.db.select().from(contacts)).map(({ id }) => id)).toEqual([own.id]);
  });

  test('reads the addresses last, and while they are read sign-ups wait for no import', async () => {
    expect(losslessSheets.at(-1)).toBe('addresses');
    const [sample] = fc.sample(person, 1);
    if (!sample) throw new Error('there is no sample');
    await add({ ...sample, further: [new Date('2026-01-01T00:00:00Z')], signup: null });
    const archive = await download('/admin/exports/everything.zip');
    await emptyTables(t.deps, people);
    const { id } = await check(t, archive);
    await t.deps.db.execute(sql`update imports set state = 'running' where id = ${id}`);
    await t.deps.db.transaction(async (reading) => {
      await reading.execute(sql`select from contact_addresses`);
      await expect(runImport(t.deps, id)).rejects.toMatchObject({ cause: { code: '55P03' } });
    });
    await runImport(t.deps, id);
    expect((await imported(t, id)).state).toBe('done');
    expect(await t.deps.db.$count(contactAddresses)).toBe(1);
  }, 240_000);

  test('leaves out whom nobody knows any more', async () => {
    const [one] = fc.sample(person, 1);
    if (!one) throw new Error('there is no sample');
    const at = new Date('2026-01-01T00:00:00Z');
    await add({ ...one, signup: { answers: {}, at, source: '' }, amount: 500 });
    const [contact] = await t.deps.db.select().from(contacts);
    const by = { organizerId: null, by: 'command-line' } as const;
    expect(await eraseContact(t.deps, contact?.id ?? '', by)).toMatchObject({ ok: true });
    await add({ ...one, signup: null });
    const archive = await download('/admin/exports/everything.zip');
    expect(await t.deps.db.select().from(pledges)).toHaveLength(1);
    const checked = found(await check(t, archive));
    expect(checked.rows).toBe(1);
    expect(checked.records).toMatchObject({ signups: 0, pledges: 0 });
  });

  test('brings no yes in unless the organizer answers for it, and every no all the same', async () => {
    const entry = { purpose: 'follow-up', channel: 'email', subject: '', wording: 'Oui', wordingVersion: '' } as const;
    const rest = { needsConfirmation: false, locale: 'fr', source: 'form', clientHash: '' } as const;
    const at = new Date('2026-01-01T00:00:00Z');
    const [sample] = fc.sample(person, 1);
    if (!sample) throw new Error('there is no sample');
    const one: Person = {
      ...sample,
      consents: [
        { ...entry, ...rest, action: 'granted', at },
        { ...entry, ...rest, channel: 'sms', action: 'withdrawn', at },
      ],
      suppressed: 'bounced',
    };
    await add(one);
    const archive = await download('/admin/exports/everything.zip');
    await emptyTables(t.deps, people);
    await bringIn(t, archive);
    const entries = await t.deps.db.select().from(consents);
    expect(entries.map(({ action }) => action)).toEqual(['withdrawn']);
    expect(await t.deps.db.select().from(suppressions)).toHaveLength(1);
    // Now somebody has spoken here: the file's yes comes too late, whoever answers for it.
    await bringIn(t, archive, { trustLedger: true });
    expect(await t.deps.db.select().from(consents)).toHaveLength(1);
  });
});

/** The presets that hold people, rather than those who said no. */
const whole = Object.keys(presets).filter((name): name is PresetName => !name.endsWith('-opt-outs'));

describe('a file for another tool, read back', () => {
  test.each(whole)('changes nobody (%s)', async (preset) => {
    const people = fc.sample(person, { numRuns: 20, seed: 7 });
    for (const one of people) {
      // What a spreadsheet's cell cannot tell apart: spaces around a name, lists, and a phone's extension.
      const tidy = (name: string) => name.trim().slice(0, 20);
      await add({
        ...one,
        firstName: tidy(one.firstName),
        lastName: tidy(one.lastName),
        availability: [],
        skills: [],
        postalCode: 'H2X 1Y4',
        phone: '+15145550123',
        tags: ['auto'],
        notes: ['Rencontrée au marché.', '=Parle portugais', ...one.notes.map(() => 'Longue histoire. '.repeat(80))],
        // A yes that counts, so that there is someone in each file, and no is told from not-yes.
        consents: one.consents.map((entry) => ({ ...entry, action: 'granted' as const, needsConfirmation: false })),
        suppressed: null,
      });
    }
    const before = await snapshot();
    for (const layout of ['', '&separator=semicolon&bom=1', '&separator=tab']) {
      const file = await download(`/admin/contacts.csv?preset=${preset}${layout}`);
      const { fresh, refused, unread, differences } = found(await check(t, file, { mode: 'overwrite' }));
      expect([fresh, refused, unread]).toEqual([0, 0, 0]);
      const fields = differences.flatMap((one) => one.fields.map(({ field }) => field));
      // Action Network has one word for left and for never asked: read back, it is a no.
      expect(fields.filter((field) => !(preset === 'action-network' && ['mail', 'texts'].includes(field)))).toEqual([]);
    }
    const file = await download(`/admin/contacts.csv?preset=${preset}`);
    await bringIn(t, file);
    const { consents: _, ...after } = await snapshot();
    const { consents: __, ...rest } = before;
    expect(after).toEqual(rest);
  });

  test.each(['civicrm-opt-outs', 'hubspot-opt-outs'])('is understood as a list of people (%s)', async (preset) => {
    for (const one of fc.sample(person, { numRuns: 5, seed: 3 })) await add({ ...one, consents: [] });
    const file = await download(`/admin/contacts.csv?preset=${preset}`);
    const checked = found(await check(t, file));
    expect([checked.rows, checked.fresh, checked.refused]).toEqual([5, 0, 0]);
    expect(checked.withdrawals).toBe(preset === 'civicrm-opt-outs' ? 5 : 0);
  });
});
