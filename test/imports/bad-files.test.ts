import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consents } from '../../src/consents/table.ts';
import { zipOf } from '../../src/exports/zip.ts';
import { FileRefused } from '../../src/imports/import-form.ts';
import { ImportPage } from '../../src/imports/import-pages.tsx';
import { startImport } from '../../src/imports/start-import.ts';
import { storeFile } from '../../src/imports/store-file.ts';
import { messages } from '../../src/locales/index.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { bringIn, check, counts, found, imported, undo } from './importing.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, suppressions, tags, imports');
});
afterAll(async () => {
  await t.close();
});

const names = async () =>
  (await t.deps.db.$client`select email, first_name from contacts order by email`).map((row) => [
    row.email,
    row.first_name,
  ]);

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('a file that only looks bad', () => {
  const text = 'email,prénom\nada@example.org,Zoë\n';
  test.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['Windows-1252, as Excel writes it', latin1(text)],
    ['UTF-16, as Excel writes “Unicode text”', utf16(text.replaceAll(',', '\t'))],
    ['UTF-16 the other way round', utf16(text).swap16()],
    ['UTF-16 without a mark', utf16(text).subarray(2)],
    ['line ends of Windows', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['line ends of old Macs', Buffer.from(text.replaceAll('\n', '\r'))],
    ['no line end at the end', Buffer.from(text.trimEnd())],
    ['semicolons', Buffer.from(text.replaceAll(',', ';'))],
    ['empty lines', Buffer.from(`\n\n${text}\n\n`)],
    ['empty columns at its end', Buffer.from(text.replaceAll('\n', ',,,\n'))],
  ])('is read all the same: %s', async (_, file) => {
    await bringIn(t, file);
    expect(await names()).toEqual([['ada@example.org', 'Zoë']]);
  });

  test('has its formulas kept as text, and what protected them taken away', async () => {
    await bringIn(t, `email,first_name,last_name\nada@example.org,=cmd(),'=1+1\nbob@example.org,'Arcy,''=x\n`);
    const rows = await t.deps.db.$client`select first_name, last_name from contacts order by email`;
    expect(rows.map((row) => [row.first_name, row.last_name])).toEqual([
      ['=cmd()', '=1+1'],
      ["'Arcy", "'=x"],
    ]);
  });

  test('has the numbers of NationBuilder’s own export unquoted', async () => {
    await bringIn(t, "email,mobile_number\nada@example.org,'5145550123\n");
    const [row] = await t.deps.db.$client`select phone from contacts`;
    expect(row?.phone).toBe('+15145550123');
  });

  test('has its samples cut between characters', async () => {
    const { samples } = found(await check(t, `email,first_name,note\na@example.org,Ana,${'a'.repeat(99)}😀\n`));
    expect(samples[0]?.[2]).toMatch(/^a{99}\ufffd?$/u);
  });

  test('has its addresses found where no title says so', async () => {
    await bringIn(t, 'Personne,Où la joindre\nAda,ada@example.org\n');
    expect((await names())[0]?.[0]).toBe('ada@example.org');
  });
});

describe('a date that there is not', () => {
  const own = 'email,email_consent_at,address_confirmed_at,created_at\n';
  test.each([
    '2023-02-30',
    '2024-01-05 (foo)',
    '2023-02-29T10:00:00Z',
    '0000-01-01',
    '2024-01-05T25:00:00Z',
    '2024-13-01',
  ])('does not keep its row out: %s', async (date) => {
    await bringIn(t, `${own}ada@example.org,,,${date}\n`);
    expect(await names()).toEqual([['ada@example.org', '']]);
  });

  test.each(['2024-02-29', '2024-02-29 10:11:12.123456+00', '2024-02-29T10:11:12.123456+00:00', '2024-02-29T10:11Z'])(
    'is not this one, which comes in: %s',
    async (date) => {
      await bringIn(t, `${own}ada@example.org,,,${date}\n`);
      const [kept] = await t.deps.db.$client`select to_char(created_at, 'YYYY-MM-DD') as day from contacts`;
      expect(kept?.day).toBe('2024-02-29');
    },
  );
});

describe('the lines beside the contacts', () => {
  const people = Buffer.from('email,email_consent_at,address_confirmed_at\nada@example.org,,\n');
  const line = (at: string, answers: string) =>
    `0198c0de-0000-7000-8000-000000000001,ada@example.org,une,fr,"${answers.replaceAll('"', '""')}",t,direct,,${at}\n`;
  const withSignups = (lines: string) =>
    archive([
      ['contacts.csv', people],
      [
        'signups.csv',
        Buffer.from(`id,email,campaign,language,answers,consented,source_kind,origin,created_at\n${lines}`),
      ],
    ]);

  test.each([
    ['a day that there is not', '2023-02-30T10:00:00Z', '{}'],
    ['words behind the moment', '2023-02-03T10:00:00Z (foo)', '{}'],
    ['a NUL in an answer', '2023-02-03T10:00:00Z', '{"a":{"b":["\\u0000"]}}'],
    ['a NUL in an answer’s name', '2023-02-03T10:00:00Z', '{"\\u0000":""}'],
    ['half a character', '2023-02-03T10:00:00Z', '{"a":"\\ud800"}'],
  ])('are left out with %s, and the others come in', async (_, at, answers) => {
    const done = await bringIn(t, await withSignups(line(at, answers)));
    expect(found(done).refusals).toEqual([{ number: 2, fault: 'bad-record', detail: 'signups.csv' }]);
    expect(await names()).toEqual([['ada@example.org', '']]);
  });

  test('are left out and told where they are a yes to a campaign that is not here; a no comes in', async () => {
    await addCampaign(t.deps, { slug: 'une' });
    const said = (number: number, campaign: string, channel: string, action: string) =>
      `0198c0de-0000-7000-8000-00000000000${number},ada@example.org,${campaign},follow-up,${channel},${action},f,fr,2023-02-03T10:00:00Z\n`;
    const ledger = [
      'id,email,campaign,purpose,channel,action,needs_confirmation,language,at\n',
      said(1, 'une', 'email', 'granted'),
      said(2, 'nulle', 'sms', 'granted'),
      said(3, 'nulle', 'phone', 'withdrawn'),
    ];
    const file = await archive([
      ['contacts.csv', people],
      ['consents.csv', Buffer.from(ledger.join(''))],
    ]);
    const checked = await check(t, file, { trustLedger: true });
    expect(found(checked).refused).toBe(1);
    expect(found(checked).refusals).toEqual([{ number: 3, fault: 'unknown-campaign', detail: 'nulle' }]);
    expect(found(await check(t, file)).refusals).toEqual([]);
    await bringIn(t, file, { trustLedger: true });
    const kept = await t.deps.db.$client`
      select channel, slug from consents left join campaigns on campaigns.id = campaign_id order by consents.id`;
    expect([...kept]).toEqual([
      { channel: 'email', slug: 'une' },
      { channel: 'phone', slug: null },
    ]);
  });

  test('are no yes to every campaign where theirs went between the check and the run', async () => {
    await addCampaign(t.deps, { slug: 'deux' });
    const ledger =
      'id,email,campaign,purpose,channel,action,needs_confirmation,language,at\n' +
      '0198c0de-0000-7000-8000-000000000001,ada@example.org,deux,follow-up,email,granted,f,fr,2023-02-03T10:00:00Z\n';
    const file = await archive([
      ['contacts.csv', people],
      ['consents.csv', Buffer.from(ledger)],
    ]);
    const checked = await check(t, file, { trustLedger: true });
    expect(found(checked).refused).toBe(0);
    await t.deps.db.$client`update campaigns set slug = 'trois' where slug = 'deux'`;
    await startImport(t.deps, checked.id, null);
    await t.runDueJobs();
    expect(await t.deps.db.$count(consents)).toBe(0);
  });

  test('end the import with a sentence where Postgres refuses one, and what came in can be undone', async () => {
    await addCampaign(t.deps, { slug: 'une' });
    const checked = await check(t, await withSignups(line('2023-02-03T10:00:00Z', '{"a":"\\\\u0000"}')));
    expect(found(checked).refused).toBe(0);
    await t.deps.db.$client`update import_records set data = data || '{"created_at":"2023-02-30T00:00:00Z"}'`;
    await startImport(t.deps, checked.id, null);
    await t.runDueJobs();
    const ended = await imported(t, checked.id);
    expect(ended).toMatchObject({ state: 'stopped', refusal: { fault: 'bad-value', subject: '' }, added: 1 });
    for (const locale of ['fr', 'en'] as const) {
      const m = messages(locale).files.imports;
      const shown = String(await ImportPage({ locale, path: '/', organizer: { name: '', email: '' }, found: ended }));
      expect(shown).toContain(m.fileFaults['bad-value'](''));
      expect(shown).toContain(m.brokenOff);
    }
    expect((await undo(t, ended)).state).toBe('undone');
    expect(await names()).toEqual([]);
  });
});

/** The archive of a spreadsheet with one sheet; `sheet` is its rows as XML. */
async function spreadsheet(sheet: string, more: [string, string][] = []): Promise<Buffer> {
  const open = 'http://schemas.openxmlformats.org';
  const parts: [string, string][] = [
    [
      '[Content_Types].xml',
      `<Types xmlns="${open}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${open}/spreadsheetml/2006/main" xmlns:r="${open}/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${open}/package/2006/relationships"><Relationship Id="rId1" Type="${open}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ],
    [
      'xl/worksheets/sheet1.xml',
      `<worksheet xmlns="${open}/spreadsheetml/2006/main"><sheetData>${sheet}</sheetData></worksheet>`,
    ],
    ...more,
  ];
  return await archive(parts.map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]));
}

async function archive(parts: [string, Buffer][]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const files = parts.map(([name, bytes]) => ({ name, pieces: one(bytes) }));
  for await (const chunk of zipOf(files, new Date())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const row = (number: number, ...cells: string[]) =>
  `<row r="${number}">${cells.map((cell, index) => `<c r="${'ABC'[index]}${number}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;

/** An archive whose directory says less than what is in it. */
async function lying(): Promise<Buffer> {
  const bytes = await spreadsheet(row(1, 'email') + row(2, 'x'.repeat(2_000_000)));
  const packed = bytes.lastIndexOf('xl/worksheets/sheet1.xml');
  bytes.writeUInt32LE(1_000, packed - 46 + 24);
  return bytes;
}

describe('a spreadsheet', () => {
  test('is read as a CSV is, a formula as what it last came to', async () => {
    const formula = '<row r="3"><c r="A3" t="str"><f>"bob@"&amp;"example.org"</f><v>bob@example.org</v></c></row>';
    const file = await spreadsheet(row(1, 'Courriel', 'Prénom') + row(2, 'ada@example.org', 'Zoë') + formula);
    const done = await bringIn(t, file);
    expect(found(done).encoding).toBe('xlsx');
    expect(await names()).toEqual([
      ['ada@example.org', 'Zoë'],
      ['bob@example.org', ''],
    ]);
  });

  test('has its TRUE and FALSE read as a yes and a no', async () => {
    const said = (number: number, email: string, value: number) =>
      `<row r="${number}"><c r="A${number}" t="inlineStr"><is><t>${email}</t></is></c>
        <c r="B${number}" t="b"><v>${value}</v></c><c r="C${number}" t="b"><v>${value}</v></c></row>`;
    const header = row(1, 'Courriel', 'Adresse bloquée', 'Désabonné');
    const file = await spreadsheet(header + said(2, 'ada@example.org', 1) + said(3, 'bob@example.org', 0));
    const { suppressions, withdrawals, unread } = found(await check(t, file));
    expect([suppressions, withdrawals, unread]).toEqual([1, 1, 0]);
  });
});

describe('a bad file is refused with a sentence, and nothing of it comes in', () => {
  const head = 'email,first_name\n';
  const good = 'ada@example.org,Ada\n';
  const cases: [what: string, file: () => Buffer | Promise<Buffer>, fault: string, subject: string][] = [
    ['cut off in a quoted cell', () => Buffer.from(`${head}${good}bob@example.org,"Bo`), 'cut-off', '3'],
    ['cut off in an address', () => Buffer.from(`${head}${good}bob@exam`), 'cut-off', '3'],
    ['a quote out of place', () => Buffer.from(`${head}ada@example.org,"A"da\n`), 'bad-quote', '2'],
    [
      '300 columns',
      () => Buffer.from(`email,${Array.from({ length: 299 }, (_, i) => `c${i}`)}\n${good}`),
      'too-many-columns',
      '300',
    ],
    ['duplicate titles', () => Buffer.from(`email,Nom,nom\nada@example.org,a,b\n`), 'duplicate-headers', 'nom'],
    ['a NUL', () => Buffer.from(`${head}${good.repeat(3)}ada@exa\0mple.org,A\n${good.repeat(9)}`), 'nul', '5'],
    ['no byte at all', () => Buffer.alloc(0), 'empty', ''],
    ['only line ends', () => Buffer.from('\n\n\n'), 'empty', ''],
    ['titles only', () => Buffer.from(head), 'header-only', ''],
    [
      'a picture',
      () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...new Uint8Array(500)]),
      'not-a-table',
      '',
    ],
    ['a program', () => execFileSync('head', ['-c', '5000', process.execPath]), 'not-a-table', ''],
    ['prose', () => Buffer.from('Bonjour tout le monde.\nÇa va bien ?\n'), 'no-address-column', ''],
    ['a page of the web', () => Buffer.from('<!doctype html>\n<p>Hello</p>\n'), 'no-address-column', ''],
    ['an archive of something else', () => archive([['a.txt', Buffer.from('a')]]), 'missing-files', 'contacts.csv'],
    ['half an archive', async () => (await spreadsheet(row(1, 'email'))).subarray(0, 300), 'broken-archive', ''],
    ['a spreadsheet that is no XML', () => spreadsheet('<row'), 'broken-archive', ''],
    ['an archive that lies about its sizes', lying, 'zip-bomb', ''],
  ];
  test.each(cases)('%s', async (_, file, fault, subject) => {
    const bytes = await file();
    const refusal = await refusalOf(bytes);
    expect(refusal?.fault).toBe(fault);
    if (subject !== '') expect(refusal?.subject).toBe(subject);
    const sentences = messages('fr').files.imports.fileFaults;
    const sentence = new Map(Object.entries(sentences)).get(fault)?.(subject);
    expect(sentence).toMatch(/^[A-ZÀÉÇ].{15,}\.$/);
    if (/^\d$/.test(subject)) expect(sentence).toContain(`ligne ${subject}`);
    expect(await names()).toEqual([]);
    const [left] = await t.deps.db.$client`select count(*)::int as count from import_rows`;
    expect(left?.count).toBe(0);
  });

  test('a zip bomb: a hundred kilobytes that would be half a gigabyte', async () => {
    const bomb = await spreadsheet(row(1, 'email'), [['xl/worksheets/sheet2.xml', ' '.repeat(300 * 1024 * 1024)]]);
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    expect((await refusalOf(bomb))?.fault).toBe('zip-bomb');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('one cell of a hundred megabytes', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    async function* cell() {
      yield Buffer.from(`${head}${good}bob@example.org,`);
      for (let megabytes = 0; megabytes < 100; megabytes++) yield piece;
    }
    const id = await storeFile(t.deps, { organizerId: null, filename: 'long.csv', bytes: cell() });
    await t.runDueJobs();
    const [kept] = await t.deps.db.$client`select state, refusal from imports where id = ${id}`;
    expect(kept).toEqual({ state: 'refused', refusal: { fault: 'cell-too-long', subject: '3' } });
  }, 240_000);

  test('a million and one rows', async () => {
    async function* rows() {
      yield Buffer.from('email\n');
      for (let at = 0; at < 1_000_001; at += 10_000) {
        const count = Math.min(10_000, 1_000_001 - at);
        yield Buffer.from(Array.from({ length: count }, (_, index) => `p${at + index}@example.org\n`).join(''));
      }
    }
    const id = await storeFile(t.deps, { organizerId: null, filename: 'many.csv', bytes: rows() });
    await t.runDueJobs();
    const [kept] = await t.deps.db.$client`select state, refusal from imports where id = ${id}`;
    expect(kept).toEqual({ state: 'refused', refusal: { fault: 'too-many-rows', subject: '1000000' } });
  }, 240_000);

  test('one whose upload was killed midway is gone after a day', async () => {
    const gate = Promise.withResolvers<void>();
    const half = Promise.withResolvers<void>();
    async function* killed() {
      yield Buffer.alloc(2 * 1024 * 1024, 'x');
      half.resolve();
      await gate.promise;
      throw new Error('never heard of again');
    }
    const upload = storeFile(t.deps, { organizerId: null, filename: 'a.csv', bytes: killed() });
    await half.promise;
    t.clock.advance(25 * 60 * 60_000);
    await t.runDueJobs();
    const [left] = await t.deps.db.$client`select count(*)::int as count from imports`;
    expect(left?.count).toBe(0);
    gate.resolve();
    await expect(upload).rejects.toThrow();
  });

  test('one whose value Postgres refuses, for a reason that nobody foresaw', async () => {
    await t.deps.db.$client`alter table import_rows add constraint unforeseen check (1 / (length(email) - 15) < 9)`;
    try {
      expect((await refusalOf(Buffer.from(`${head}${good}`)))?.fault).toBe('bad-value');
    } finally {
      await t.deps.db.$client`alter table import_rows drop constraint unforeseen`;
    }
  });

  test('one whose upload breaks off leaves nothing behind', async () => {
    async function* broken() {
      yield Buffer.from(head);
      throw new Error('the connection is gone');
    }
    await expect(storeFile(t.deps, { organizerId: null, filename: 'a.csv', bytes: broken() })).rejects.toThrow();
    const [left] = await t.deps.db.$client`select count(*)::int as count from imports`;
    expect(left?.count).toBe(0);
  });
});

async function refusalOf(bytes: Buffer) {
  try {
    return (await check(t, bytes)).refusal;
  } catch (error) {
    if (error instanceof FileRefused) return error.refusal;
    throw error;
  }
}

describe('whatever bytes there are', () => {
  test('are taken in or refused, and never break the import', async () => {
    const start = fc.constantFrom('', 'email,first_name\n', '\ufeffemail;nom\r\n', 'PK\x03\x04', '"');
    const text = fc.string({
      unit: fc.constantFrom('a', '@', '.', ',', ';', '"', '\n', '\r', "'", '=', '\t', 'é', '\\'),
    });
    await fc.assert(
      fc.asyncProperty(start, fc.array(text, { maxLength: 12 }), fc.boolean(), async (before, rows, isLatin) => {
        const file = `${before}${rows.join('\n')}`;
        const bytes = isLatin ? latin1(file) : Buffer.from(file);
        const one = bytes.length === 0 ? undefined : await check(t, bytes);
        if (one?.state === 'checked') {
          const [fresh = 0, changed = 0, unchanged = 0, refused = 0] = counts(one);
          expect(fresh + changed + unchanged + refused).toBe(found(one).rows);
        } else if (one) {
          expect(one.state).toBe('refused');
        }
      }),
      { numRuns: 40 },
    );
  }, 240_000);
});
