import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { fold } from '../contacts/fold.ts';
import type { PhoneParser } from '../contacts/phone.ts';
import { parsePostalCode } from '../contacts/postal-code.ts';
import { blockReason, type ConsentWord, readConsent } from './consent-words.ts';
import { isOfConsent, type Mapping, type RowFault, type Target } from './import-form.ts';
import { isMoment } from './is-moment.ts';
import type { TableRow } from './read-csv.ts';
import { restoreCell } from './restore-cell.ts';
import type { importRows } from './table.ts';

export type StagedRow = Omit<typeof importRows.$inferInsert, 'importId' | 'createdAt' | 'updatedAt' | 'confirmedAt'> & {
  /** ISO 8601. */
  createdAt: string | null;
  updatedAt: string | null;
  confirmedAt: string | null;
  /** A cell of consent that nobody can read, which is left out while the row comes in; else empty. */
  unread: string;
};

/** How the columns of one file are read. */
export type RowReader = {
  headers: string[];
  mapping: Mapping;
  /** Terrain's own file: every cell is taken as it stands. */
  isOwn: boolean;
  parsePhone: PhoneParser;
};

const longest: Partial<Record<Target, number>> = { email: 254, note: 10_000, tags: 2_000 };
const longestOther = 200;
/** So much of a word that cannot be read is told. */
const longestTold = 80;
/** Where a number without a country's prefix is taken to be from, and how postal codes are written. */
const country = 'CA';

/** One row as it would be taken in, or with the reason why it is not. */
export function normaliseRow({ number, cells }: TableRow, reader: RowReader): StagedRow {
  const said = cellsOf(cells, reader);
  const values = new Map(said.map(({ target, text }) => [target, text]));
  const get = (target: Target) => values.get(target) ?? '';
  const own = reader.isOwn;
  const list = (text: string) => (own ? text : splitList(text).join('|'));
  const { mail, texts, blocked, unread } = consentOf(said);
  const suppressed = own ? get('suppressed') : blockReason(get('suppressed'));
  const email = (own ? get('email') : get('email').replace(/^mailto:/i, '')).toLowerCase();
  const note = get('note');
  const names = splitTags(get('tags'));
  const [firstName, lastName] = [get('firstName'), get('lastName')];
  const fault = faultOf(cells, said, email, reader);
  return {
    number,
    refusal: fault?.fault ?? null,
    refusalDetail: fault?.detail ?? null,
    newId: uuidv7(),
    noteId: note === '' ? null : uuidv7(),
    consentId: mail === null ? null : uuidv7(),
    textsId: texts === null ? null : uuidv7(),
    externalId: isUuid(get('id')) ? get('id').toLowerCase() : null,
    email: fault ? '' : email,
    firstName: fault ? '' : firstName,
    firstFolded: fault ? '' : fold(firstName),
    lastName: fault ? '' : lastName,
    lastFolded: fault ? '' : fold(lastName),
    phone: fault ? '' : phoneOf(get('phone'), reader),
    postalCode: fault
      ? ''
      : own
        ? get('postalCode')
        : (parsePostalCode(get('postalCode'), country) ?? get('postalCode')),
    locale: localeOf(get('language')),
    availability: fault ? '' : list(get('availability')),
    skills: fault ? '' : list(get('skills')),
    owner: fault ? '' : get('owner').toLowerCase(),
    team: fault ? '' : get('team'),
    tags: fault || names.length === 0 ? null : names.map((name) => ({ id: uuidv7(), name, folded: fold(name) })),
    note: fault ? '' : note,
    mail,
    texts,
    suppressed: suppressed || blocked,
    createdAt: timeOf(get('createdAt')),
    updatedAt: timeOf(get('updatedAt')),
    confirmedAt: timeOf(get('confirmedAt')),
    unread: own || fault ? '' : unread,
  };
}

type Cell = { target: Target; header: string; text: string };

/** The cells that are taken for something; one of consent may stand in several columns. */
function cellsOf(cells: string[], { headers, mapping, isOwn }: RowReader): Cell[] {
  const said: Cell[] = [];
  for (const [index, target] of mapping.entries()) {
    if (target === null) continue;
    const cell = restoreCell(cells[index] ?? '');
    said.push({ target, header: headers[index] ?? '', text: isOwn ? cell : cell.trim() });
  }
  return said;
}

function faultOf(
  cells: string[],
  said: Cell[],
  email: string,
  { headers }: RowReader,
): { fault: RowFault; detail: string } | undefined {
  if (cells.length > headers.length && cells.slice(headers.length).some((cell) => cell.trim() !== '')) {
    return { fault: 'too-many-cells', detail: String(cells.length) };
  }
  for (const { target, text } of said) {
    if (text.length > (longest[target] ?? longestOther)) return { fault: 'cell-too-long', detail: target };
  }
  if (email === '') {
    const hasId = said.some(({ target, text }) => target === 'id' && isUuid(text));
    return hasId ? undefined : { fault: 'no-address', detail: '' };
  }
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(email) ? undefined : { fault: 'bad-address', detail: email };
}

function phoneOf(text: string, { isOwn, parsePhone }: RowReader): string {
  if (isOwn) return text;
  // Other tools protect every number with a quote, whatever it begins with.
  const bare = text.replace(/^'+/, '');
  return bare === '' ? '' : (parsePhone(bare, country) ?? '');
}

function localeOf(text: string): string {
  const word = fold(text);
  if (/^fr/.test(word)) return 'fr';
  return /^(en|ang)/.test(word) ? 'en' : '';
}

function timeOf(text: string): string | null {
  // To the microsecond, as Postgres keeps it and JavaScript does not.
  return isMoment(text) ? text : null;
}

function splitList(text: string): string[] {
  return text
    .split(/[|,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** The names of tags, each word once however it is written. */
function splitTags(text: string): string[] {
  return [...new Map(splitList(text).map((name): [string, string] => [fold(name), name])).values()];
}

/** What the columns of consent say: of mail, of texts, of an address that takes no mail; and a word that says nothing. */
function consentOf(said: Cell[]) {
  const read = said
    .filter(({ target }) => isOfConsent(target))
    .map((cell) => ({ ...cell, says: readConsent(cell.text, cell.header) }));
  const of = (target: Target) => read.filter((one) => one.target === target);
  return {
    mail: strictest(of('mail')),
    texts: strictest(of('texts')),
    blocked: fold(of('mail').find(({ says }) => says === 'blocked')?.text ?? ''),
    // Cut inside a character, it could not be kept.
    unread: (read.find(({ says }) => says === 'unknown')?.text ?? '').slice(0, longestTold).toWellFormed(),
  };
}

/** What several columns say of one thing: a no in any of them counts. */
function strictest(said: { says: ConsentWord }[]): 'no' | 'not-yes' | null {
  if (said.some(({ says }) => says === 'no' || says === 'blocked')) return 'no';
  return said.some(({ says }) => says === 'not-yes') ? 'not-yes' : null;
}
