import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { fold } from '../contacts/fold.ts';
import type { PhoneParser } from '../contacts/phone.ts';
import { parsePostalCode } from '../contacts/postal-code.ts';
import { headerKey } from './headers-form.ts';
import type { Mapping, RowFault, Target } from './import-form.ts';
import { isMoment } from './is-moment.ts';
import type { TableRow } from './read-csv.ts';
import { restoreCell } from './restore-cell.ts';
import type { importRows } from './table.ts';

export type StagedRow = Omit<typeof importRows.$inferInsert, 'importId' | 'createdAt' | 'updatedAt' | 'confirmedAt'> & {
  /** ISO 8601. */
  createdAt: string | null;
  updatedAt: string | null;
  confirmedAt: string | null;
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
/** Where a number without a country's prefix is taken to be from, and how postal codes are written. */
const country = 'CA';

/** One row as it would be taken in, or with the reason why it is not. */
export function normaliseRow({ number, cells }: TableRow, reader: RowReader): StagedRow {
  const values = valuesOf(cells, reader);
  const get = (target: Target) => values.get(target) ?? '';
  const own = reader.isOwn;
  const list = (text: string) => (own ? text : splitList(text).join('|'));
  const { mail, suppressed } = mailWord(get('mail'), headerOf(reader, 'mail'));
  const texts = textsWord(get('texts'));
  const email = (own ? get('email') : get('email').replace(/^mailto:/i, '')).toLowerCase();
  const note = get('note');
  const names = splitTags(get('tags'));
  const [firstName, lastName] = [get('firstName'), get('lastName')];
  const fault = faultOf(cells, values, email, reader);
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
    suppressed: get('suppressed') || suppressed,
    createdAt: timeOf(get('createdAt')),
    updatedAt: timeOf(get('updatedAt')),
    confirmedAt: timeOf(get('confirmedAt')),
  };
}

function valuesOf(cells: string[], { mapping, isOwn }: RowReader): Map<Target, string> {
  const values = new Map<Target, string>();
  for (const [index, target] of mapping.entries()) {
    const cell = restoreCell(cells[index] ?? '');
    if (target !== null) values.set(target, isOwn ? cell : cell.trim());
  }
  return values;
}

function faultOf(
  cells: string[],
  values: Map<Target, string>,
  email: string,
  { headers }: RowReader,
): { fault: RowFault; detail: string } | undefined {
  if (cells.length > headers.length && cells.slice(headers.length).some((cell) => cell.trim() !== '')) {
    return { fault: 'too-many-cells', detail: String(cells.length) };
  }
  for (const [target, value] of values) {
    if (value.length > (longest[target] ?? longestOther)) return { fault: 'cell-too-long', detail: target };
  }
  if (email === '') return isUuid(values.get('id')) ? undefined : { fault: 'no-address', detail: '' };
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(email) ? undefined : { fault: 'bad-address', detail: email };
}

function headerOf({ headers, mapping }: RowReader, target: Target): string {
  return headerKey(headers[mapping.indexOf(target)] ?? '');
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

/**
 * What a file says of mail, read as a no wherever it may be one: nothing in a file is ever a yes. `no` is someone who
 * left or refused; `not-yes` someone who is not known to have agreed, which takes back a yes that stands here.
 */
function mailWord(text: string, header: string): { mail: 'no' | 'not-yes' | null; suppressed: string } {
  const word = fold(text);
  // `No Bulk Emails (User Opt Out)`: there a yes is the no.
  if (/opt out/.test(header)) return { mail: /^(1|y|yes|true|o|oui|vrai)$/.test(word) ? 'no' : null, suppressed: '' };
  if (/bounc|spam|complain|invalid/.test(word)) return { mail: 'no', suppressed: word };
  return { mail: refusalWord(word), suppressed: '' };
}

function textsWord(text: string): 'no' | 'not-yes' | null {
  return refusalWord(fold(text));
}

function refusalWord(word: string): 'no' | 'not-yes' | null {
  if (
    /^(unsubscribed|withdrawn|opt-?\s?(ed )?out|retiree?|refusee?|desabonnee?|desinscrite?|blocked|cleaned)$/.test(word)
  )
    return 'no';
  return /^(n|no|non|false|faux|0|not subscribed|not-subscribed)$/.test(word) ? 'not-yes' : null;
}
