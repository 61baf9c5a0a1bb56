import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findStandings } from '../../src/consents/queries.ts';
import { consents, suppressions } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { notes } from '../../src/notes/table.ts';
import { auditEntries } from '../../src/organizers/table.ts';
import { signups } from '../../src/signups/table.ts';
import { type SignedInTest, startSignedIn, visitorAs } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';

let t: SignedInTest;
/** How long the audit log, which nothing takes out of, was before the test. */
let logged = 0;

beforeAll(async () => {
  t = await startSignedIn();
});

beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, campaigns, suppressions cascade`;
  logged = await t.deps.db.$count(auditEntries);
});

afterAll(async () => {
  await t.close();
});

type NewContact = Partial<typeof contacts.$inferInsert>;

async function addContacts(...rows: NewContact[]): Promise<string[]> {
  const at = new Date('2026-03-01T12:00:00.123Z');
  const values = rows.map((row) => ({
    id: uuidv7(),
    email: `${uuidv7()}@example.org`,
    locale: 'fr' as const,
    createdAt: at,
    updatedAt: at,
    ...row,
  }));
  await t.deps.db.insert(contacts).values(values);
  return values.map(({ id }) => id);
}

/** As strictly as RFC 4180 reads: every record as long as the header, no quote out of place. */
function read(csv: string): Record<string, string>[] {
  return parse(csv, { columns: true, relax_quotes: false, relax_column_count: false, record_delimiter: '\n' });
}

/** What an import undoes: one `'` before what would otherwise run. */
function restored(cell: string): string {
  return cell.replace(/^'(?='*[=+\-@\t\r])/, '');
}

async function exported(path = '/admin/contacts.csv'): Promise<Record<string, string>[]> {
  const answer = await t.get(path);
  expect(answer.status).toBe(200);
  return read(await answer.text());
}

const hardNames = [
  'Jean-François',
  "D'Arcy O’Neil",
  'Zoë "Zed" Côté',
  '"',
  '""',
  ',',
  ',,,',
  'Roy, Marie',
  'a\nb',
  'a\r\nb',
  '\n',
  '\r',
  '\t',
  '=cmd()',
  '=HYPERLINK("http://evil.example";"x")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  "'",
  "''",
  "'=1",
  "''=1",
  "'''@x",
  "'a",
  "'+",
  '\\053x',
  '\\075cmd',
  '\\N',
  '\\.',
  '\\',
  '%',
  ';',
  '|',
  'a|b',
  'é',
  'e\u0301',
  'ÉLODIE',
  'محمد',
  'שלום',
  '李明',
  'Ñandú',
  'Ẹ̀kọ́',
  '🏳️‍🌈',
  '👩‍👩‍👧‍👦 Roy',
  '\u202eRTL',
  '\u200bzero',
  '\ufeffbom',
  '\u00a0nbsp',
  ' space',
  'space ',
  '  ',
  'NULL',
  'null',
  '0',
  '007',
  '1e9',
  '#REF!',
  '＝cmd',
  '﹣1',
  '−1',
  '–',
  '— dash',
  '/*',
  '--',
  '-- x',
  '=',
  '+',
  '-',
  '@',
  "'-",
  "'@",
  "'\t",
  "'\r",
  "'\n=",
  '\n=1',
  ' =1',
  '\u00a0=1',
  '<b>',
  '&amp;',
  '{a,b}',
  '{}',
  '[]',
  '$1',
  '$\u007bx}',
  "'; drop table contacts; --",
  'a\tb',
  'a\u2028b',
  'a\u2029b',
  '\u0001'.replace('\u0001', 'ctl'),
  'x'.repeat(200),
  'é'.repeat(200),
  '"=1"',
  '\'"=1',
  '"\n"',
  '\',"',
  '="a"\n,\'b\'',
  'a,"b",c',
  '"a"',
  '\u{1F1E8}\u{1F1E6}',
  'ſ',
  'ß',
  'İ',
  'Ǆ',
  '٣',
  '｀',
  '`x`',
];

describe('the CSV of contacts', () => {
  test('gives back a hundred hard names as they were typed', async () => {
    expect(hardNames.length).toBeGreaterThanOrEqual(100);
    const ids = await addContacts(...hardNames.map((name) => ({ firstName: name, lastName: name, postalCode: name })));
    const byId = new Map((await exported()).map((row) => [row.id, row]));
    for (const [index, name] of hardNames.entries()) {
      const row = byId.get(ids[index] ?? '');
      for (const cell of [row?.first_name, row?.last_name, row?.postal_code]) {
        expect(cell, JSON.stringify(name)).not.toMatch(/^[=+\-@\t\r]/);
        expect(restored(cell ?? '?'), JSON.stringify(name)).toBe(name);
      }
    }
  });

  test('gives back whatever was typed, and no cell runs in a spreadsheet', async () => {
    const risky = fc.string({
      unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', '\\', '0', 'a'),
    });
    const anything = fc.oneof(
      risky,
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 40 }), async (names) => {
        await t.deps.db.$client`truncate contacts cascade`;
        const ids = await addContacts(...names.map((name) => ({ firstName: name })));
        const byId = new Map((await exported()).map((row) => [row.id, row.first_name ?? '?']));
        for (const [index, name] of names.entries()) {
          const cell = byId.get(ids[index] ?? '') ?? '?';
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
          expect(restored(cell)).toBe(name);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('runs no address of an organizer either', async () => {
    for (const email of ['+1@example.org', '-2@example.org']) {
      const { id: ownerId } = await visitorAs(t, 'organizer', email);
      const [contactId = ''] = await addContacts({ ownerId });
      await t.deps.db
        .insert(notes)
        .values({ id: uuidv7(), contactId, organizerId: ownerId, body: 'x', at: new Date() });
    }
    const [owners, authors] = [await exported(), await exported('/admin/exports/notes.csv')];
    expect(owners.map(({ owner }) => owner).sort()).toEqual(["'+1@example.org", "'-2@example.org"]);
    expect(authors.map(({ author }) => author).sort()).toEqual(["'+1@example.org", "'-2@example.org"]);
  });

  test('says where each contact first came from, in all or to the one campaign', async () => {
    const [one, two] = [await addCampaign(t.deps, { slug: 'une' }), await addCampaign(t.deps, { slug: 'deux' })];
    const [ada] = await addContacts({ email: 'ada@example.org' }, { email: 'bob@example.org' });
    const come = async (campaignId: string, createdAt: string, from: Partial<typeof signups.$inferInsert>) => {
      const row = { id: uuidv7(), contactId: ada ?? '', campaignId, createdAt: new Date(createdAt), ...from };
      await t.deps.db.insert(signups).values({ ...row, locale: 'fr', answers: {}, consented: true });
    };
    const origin = { source: '=cmd()', medium: 'social', campaign: 'Rentrée, 2026' };
    await come(one, '2026-05-02', { via: 'site', source: 'lapresse.ca', origin: { host: 'lapresse.ca' } });
    await come(one, '2026-05-01', { via: 'link', source: '=cmd()', origin });
    await come(two, '2026-05-03', { via: 'person' });
    const [nobody, everywhere] = [await exported(), await exported()].map((rows, index) =>
      rows.find(({ email }) => email === (index === 0 ? 'bob@example.org' : 'ada@example.org')),
    );
    expect(nobody).toMatchObject({ source_kind: '', source: '', utm_medium: '', utm_campaign: '' });
    expect(everywhere).toMatchObject({
      source_kind: 'link',
      source: "'=cmd()",
      utm_medium: 'social',
      utm_campaign: 'Rentrée, 2026',
    });
    const second = await exported('/admin/contacts.csv?campaign=deux');
    expect(second).toMatchObject([{ source_kind: 'person', source: '', utm_medium: '', utm_campaign: '' }]);
  });

  test('has a header and nothing else when there is nobody', async () => {
    const csv = await (await t.get('/admin/contacts.csv')).text();
    expect(csv).toBe(
      'id,email,first_name,last_name,phone,postal_code,language,availability,skills,email_consent,email_consent_at,' +
        'email_confirmed_at,suppressed,campaigns,created_at,updated_at,source_kind,source,utm_medium,utm_campaign,' +
        'address_confirmed_at,tags,owner,team\n',
    );
  });

  test('tells each contact’s standing as the ledger has it', async () => {
    const day = (date: number) => new Date(Date.UTC(2026, 2, date));
    const entry = (contactId: string, action: 'granted' | 'withdrawn', at: Date, more = {}) =>
      t.deps.db.insert(consents).values({
        id: uuidv7(),
        contactId,
        purpose: 'follow-up',
        channel: 'email',
        action,
        wording: 'J’accepte',
        locale: 'fr',
        source: 'form',
        at,
        ...more,
      });
    const [never = '', asked = '', yes = '', left = '', back = '', again = '', blocked = '', trusted = ''] =
      await addContacts(
        { confirmedAt: day(2) },
        {},
        { confirmedAt: day(2) },
        { confirmedAt: day(2) },
        { confirmedAt: day(2) },
        { confirmedAt: day(2) },
        { email: 'blocked@example.org' },
        {},
      );
    for (const id of [asked, yes, left, back, again]) await entry(id, 'granted', day(1));
    for (const id of [yes, left, back, again]) await entry(id, 'granted', day(2), { source: 'confirm-page' });
    for (const id of [left, back]) await entry(id, 'withdrawn', day(3));
    // By the form of a campaign that asks for no confirmation.
    await entry(trusted, 'granted', day(1), { needsConfirmation: false });
    // Ticked again after leaving: by anyone, so the address has to be confirmed again.
    await entry(back, 'granted', day(4));
    // Ticked once more while it stood: takes nothing away.
    await entry(again, 'granted', day(4));
    await t.deps.db.insert(suppressions).values({ email: 'blocked@example.org', reason: '=bounced', at: day(1) });

    const byId = new Map((await exported()).map((row) => [row.id, row]));
    const standing = (id: string) => {
      const row = byId.get(id);
      return [row?.email_consent, row?.email_consent_at, row?.email_confirmed_at, row?.suppressed];
    };
    expect(standing(never)).toEqual(['none', '', '2026-03-02T00:00:00+00:00', '']);
    expect(standing(asked)).toEqual(['unconfirmed', '2026-03-01T00:00:00+00:00', '', '']);
    expect(standing(yes)).toEqual(['granted', '2026-03-02T00:00:00+00:00', '2026-03-02T00:00:00+00:00', '']);
    expect(standing(left)).toEqual(['withdrawn', '2026-03-03T00:00:00+00:00', '', '']);
    expect(standing(back)).toEqual(['unconfirmed', '2026-03-04T00:00:00+00:00', '', '']);
    expect(standing(again)).toEqual(['granted', '2026-03-02T00:00:00+00:00', '2026-03-02T00:00:00+00:00', '']);
    expect(standing(trusted)).toEqual(['granted', '2026-03-01T00:00:00+00:00', '', '']);
    expect(standing(blocked)).toEqual(['none', '', '', "'=bounced"]);
  });

  test('holds phones, lists and times in their standard forms', async () => {
    await addContacts({
      phone: '+15145550123',
      availability: ['evenings', 'weekends'],
      skills: ['driving'],
      locale: 'en',
    });
    const [row] = await exported();
    expect(row).toMatchObject({
      phone: "'+15145550123",
      availability: 'evenings|weekends',
      skills: 'driving',
      language: 'en',
      created_at: '2026-03-01T12:00:00.123+00:00',
    });
  });

  test('begins with a byte order mark when Excel is to read it, and without one otherwise', async () => {
    const bytes = async (path: string) => new Uint8Array(await (await t.get(path)).arrayBuffer());
    expect([...(await bytes('/admin/contacts.csv?bom=1')).slice(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64]);
    expect([...(await bytes('/admin/contacts.csv')).slice(0, 2)]).toEqual([0x69, 0x64]);
  });

  test('says what it is, and is kept by nobody in between', async () => {
    const { headers } = await t.get('/admin/contacts.csv');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="terrain-contacts-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('an export of one campaign', () => {
  test('holds its contacts alone, each once, with every campaign they joined', async () => {
    const one = await addCampaign(t.deps, { slug: 'une' });
    const other = await addCampaign(t.deps, { slug: 'autre' });
    const [inOne = '', inBoth = '', inOther = ''] = await addContacts({}, {}, {}, {});
    const join = (campaignId: string, contactId: string) =>
      t.deps.db.insert(signups).values({
        id: uuidv7(),
        campaignId,
        contactId,
        locale: 'fr',
        answers: {},
        consented: false,
        createdAt: new Date(),
      });
    for (const id of [inOne, inOne, inBoth]) await join(one, id);
    for (const id of [inBoth, inOther]) await join(other, id);
    const rows = await exported('/admin/contacts.csv?campaign=une');
    expect(rows.map(({ id, campaigns }) => [id, campaigns]).sort()).toEqual([
      [inOne, 'une'],
      [inBoth, 'autre|une'],
    ]);
    expect(await exported()).toHaveLength(4);
  });

  test('has in its ledger every no of its people, and no yes that another campaign was given', async () => {
    const [one, other] = [await addCampaign(t.deps, { slug: 'une' }), await addCampaign(t.deps, { slug: 'autre' })];
    const [inside = '', outside = ''] = await addContacts({}, {});
    await t.deps.db.insert(signups).values({
      ...{ id: uuidv7(), campaignId: one, contactId: inside, locale: 'fr', answers: {} },
      ...{ consented: true, createdAt: new Date() },
    });
    const say = (wording: string, contactId: string, campaignId: string | null, action: 'granted' | 'withdrawn') =>
      t.deps.db.insert(consents).values({
        ...{ id: uuidv7(), contactId, campaignId, action, wording, purpose: 'follow-up', channel: 'email' },
        ...{ locale: 'fr', source: 'form', at: new Date() },
      });
    await say('yes here', inside, one, 'granted');
    await say('yes elsewhere', inside, other, 'granted');
    await say('no elsewhere', inside, other, 'withdrawn');
    await say('no in an import', inside, null, 'withdrawn');
    await say('no of somebody else', outside, null, 'withdrawn');
    const written = async (query: string) =>
      (await exported(`/admin/exports/consents.csv${query}`)).map(({ wording }) => wording);
    expect(await written('?campaign=une')).toEqual(['yes here', 'no elsewhere', 'no in an import']);
    expect(await written('')).toHaveLength(5);
  });

  test('says yes for whom alone the sender may write to: a yes to no campaign is none to this one', async () => {
    const campaignId = await addCampaign(t.deps, { slug: 'une' });
    const [given = '', general = '', refused = ''] = await addContacts({}, {}, {});
    const say = (contactId: string, to: string | null, action: 'granted' | 'withdrawn', channel: 'email' | 'sms') =>
      t.deps.db.insert(consents).values({
        ...{ id: uuidv7(), contactId, campaignId: to, action, channel, purpose: 'follow-up', wording: '' },
        ...{ locale: 'fr', source: 'form', needsConfirmation: false, at: new Date() },
      });
    for (const contactId of [given, general, refused]) {
      await t.deps.db.insert(signups).values({
        ...{ id: uuidv7(), campaignId, contactId, locale: 'fr', answers: {}, consented: true, createdAt: new Date() },
      });
      for (const channel of ['email', 'sms'] as const)
        await say(contactId, contactId === general ? null : campaignId, 'granted', channel);
    }
    await say(refused, null, 'withdrawn', 'email');
    const rows = await exported('/admin/contacts.csv?campaign=une');
    expect(rows.map(({ id, email_consent }) => [id, email_consent]).sort()).toEqual([
      [given, 'granted'],
      [general, 'none'],
      [refused, 'withdrawn'],
    ]);
    const standings = await findStandings(
      t.deps.db,
      [given, general, refused].map((contactId) => ({ contactId, campaignId })),
    );
    expect([...standings.values()].filter(({ mayFollowUp }) => mayFollowUp)).toMatchObject([{ contactId: given }]);
    const ledger = await exported('/admin/exports/consents.csv?campaign=une');
    expect(ledger.map(({ contact_id, action, channel }) => [contact_id, action, channel])).toEqual([
      [given, 'granted', 'email'],
      [given, 'granted', 'sms'],
      [refused, 'granted', 'email'],
      [refused, 'granted', 'sms'],
      [refused, 'withdrawn', 'email'],
    ]);
  });

  test('that does not exist is not found', async () => {
    expect((await t.get('/admin/contacts.csv?campaign=nulle')).status).toBe(404);
    expect((await t.get(`/admin/contacts.csv?segment=${uuidv7()}`)).status).toBe(404);
    expect((await t.get('/admin/contacts.csv?filter=none')).status).toBe(400);
  });
});

describe('the audit log', () => {
  const entries = async () =>
    await t.deps.db.$client`select organizer_id, action, detail, count from audit_entries
      order by id offset ${logged}`;

  test('has each export as it begins, and as it ended: who, what, how many', async () => {
    await addCampaign(t.deps, { slug: 'une' });
    await addContacts({ firstName: 'a\nb' }, {}, {});
    await exported();
    await exported('/admin/contacts.csv?campaign=une');
    const shared = { organizer_id: t.organizerId, action: 'contacts.exported' };
    const begun = { organizer_id: t.organizerId, action: 'export.begun', count: null };
    const [all, one] = [null, 'une'].map((campaign) => ({ format: 'csv', preset: 'terrain', campaign }));
    expect(await entries()).toEqual([
      { ...begun, detail: all },
      { ...shared, detail: { ...all, complete: true }, count: 3 },
      { ...begun, detail: one },
      { ...shared, detail: { ...one, complete: true }, count: 0 },
    ]);
    const page = await (await t.get('/admin/audit')).text();
    expect(page).toContain('Contacts exportés');
    expect(page).toContain('Exportation commencée');
    expect(page).toContain('Olive');
  });

  test('has an export before its first piece leaves, whatever becomes of the process', async () => {
    const reader = (await t.get('/admin/contacts.csv')).body?.getReader();
    await reader?.read();
    expect(await entries()).toMatchObject([{ action: 'export.begun' }]);
    await reader?.cancel();
  });

  test('has of conditions that were never saved what they look at, and nothing that was typed', async () => {
    const typed = 'Rue Tremblay';
    const place = { kind: 'place', prefix: 'H2X' };
    const source = { kind: 'source', source: typed };
    const filter = { version: 1, match: 'all', conditions: [place, { match: 'any', conditions: [source, place] }] };
    await exported(`/admin/contacts.csv?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    const kept = await entries();
    expect(kept.map(({ detail }) => detail.segment)).toEqual(Array(2).fill({ kinds: ['place', 'source'] }));
    expect(JSON.stringify(kept)).not.toMatch(/Tremblay|H2X/);
  });

  test('has one for an export that its reader left', async () => {
    await addContacts(...Array.from({ length: 5_000 }, () => ({ firstName: 'x'.repeat(100) })));
    const reader = (await t.get('/admin/contacts.csv')).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const [, entry, ...more] = await entries();
    expect(more).toEqual([]);
    expect(entry?.detail).toEqual({ format: 'csv', preset: 'terrain', campaign: null, complete: false });
    expect(entry?.count).toBeGreaterThan(0);
    expect(entry?.count).toBeLessThan(5_000);
  });
});
