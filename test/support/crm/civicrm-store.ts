import { meets, plain, type Row } from './civicrm-query.ts';
import { type Keyed, keyed } from './keyed.ts';

/** What a call is refused for; `rights` is the opaque 403. */
export class Refused extends Error {
  constructor(
    readonly kind: 'rights' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

/** A table: rows by id, its own fields and what joins to it. */
export type Table = {
  rows: Map<number, Row>;
  /** Fields by which rows are found without looking through all of them, and the rows by them. */
  keys: string[];
  byKey: Keyed<Row>;
  /** Fields of other tables that a `where` or `select` reaches through this one. */
  joined(row: Row): Row;
  /** Fields that no two rows share together. */
  unique: string[][];
  required: string[];
  /** Has the trash: `get` leaves deleted ones out, unless it asks for them or for an id. */
  trash?: true;
};

const lengths: Record<string, number> = {
  first_name: 64,
  last_name: 64,
  external_identifier: 64,
  preferred_language: 5,
  name: 64,
  trxn_id: 255,
};

/** The tables of a CiviCRM that connectors touch, as 6.17 joins and checks them. */
export function openStore() {
  let nextId = 1;
  let clock = Date.parse('2026-11-01T08:00:00Z');
  const table = ({ keys = ['contact_id'], ...given }: Partial<Table>): Table => ({
    rows: new Map(),
    keys,
    byKey: keyed((row) => keys.map((field) => keyOf(field, row[field]))),
    joined: () => ({}),
    unique: [],
    required: [],
    ...given,
  });
  const contacts = table({
    keys: ['external_identifier'],
    unique: [['external_identifier']],
    trash: true,
    joined: (row) => ({
      ...prefixed('email_primary', primary(emails, row)),
      ...prefixed('phone_primary', primary(phones, row)),
      ...prefixed('address_primary', primary(addresses, row)),
    }),
  });
  const ofContact = (row: Row) => prefixed('contact_id', contacts.rows.get(Number(row.contact_id)));
  const emails = table({ keys: ['contact_id', 'email'], joined: ofContact });
  const phones = table({});
  const addresses = table({});
  const tags = table({ keys: ['name'], unique: [['name']], required: ['name', 'label'] });
  const groups = table({ keys: ['title'], unique: [['title']], required: ['title'] });
  const activities = table({ required: ['activity_type_id', 'source_contact_id'] });
  const tables: Record<string, Table> = {
    Contact: contacts,
    Email: emails,
    Phone: phones,
    Address: addresses,
    Tag: tags,
    EntityTag: table({
      keys: ['entity_id'],
      unique: [['entity_id', 'tag_id', 'entity_table']],
      required: ['entity_id', 'tag_id'],
    }),
    Group: groups,
    GroupContact: table({
      unique: [['contact_id', 'group_id']],
      required: ['contact_id', 'group_id'],
      joined: (row) => prefixed('group_id', groups.rows.get(Number(row.group_id))),
    }),
    Activity: activities,
    ActivityContact: table({ joined: (row) => prefixed('activity_id', activities.rows.get(Number(row.activity_id))) }),
    Contribution: table({
      keys: ['trxn_id'],
      unique: [['trxn_id']],
      required: ['contact_id', 'financial_type_id:name', 'total_amount'],
    }),
  };

  /** Moves a contact's `modified_date`, which has whole seconds. */
  function touch(id: number): void {
    const row = contacts.rows.get(id);
    if (row) row.modified_date = new Date(Math.max(clock, Date.now())).toISOString().slice(0, 19).replace('T', ' ');
    clock += 20;
  }

  /** Writes one row as the database does: unique keys hold, texts are cut by no one and too long for their column. */
  function write(entity: string, given: Row): Row {
    const { rows, byKey, unique, required } = tableOf(entity);
    const id = Number(given.id ?? 0);
    const before = rows.get(id);
    const row: Row & { id: number } = { ...before, ...given, id: before ? id : nextId };
    if (!before) {
      const lacks = required.filter((field) => row[field] === undefined || row[field] === null || row[field] === '');
      if (lacks.length > 0)
        throw new Refused('failed', `Mandatory values missing from Api4 ${entity}::save: ${lacks.join(', ')}`);
      nextId += 1;
    }
    for (const [field, value] of Object.entries(row)) {
      const most = lengths[field];
      if (most !== undefined && typeof value === 'string' && [...value].length > most) {
        throw new Refused('failed', 'DB Error: unknown error');
      }
      // utf8mb4 takes every character but NUL in its JSON comes as a text of the C library's.
      if (typeof value === 'string' && value.includes('\u0000')) throw new Refused('failed', 'DB Error: syntax error');
    }
    for (const fields of unique) {
      if (fields.some((field) => row[field] === undefined || row[field] === null || row[field] === '')) continue;
      const [first = ''] = fields;
      const same = byKey
        .all(keyOf(first, row[first]))
        .some((other) => other.id !== row.id && fields.every((field) => String(other[field]) === String(row[field])));
      if (same) throw new Refused('failed', 'DB Error: already exists');
    }
    if (before) byKey.forget(before);
    byKey.note(row);
    rows.set(row.id, row);
    return row;
  }

  function drop(entity: string, { id }: Row): void {
    const { rows, byKey } = tableOf(entity);
    const row = rows.get(Number(id));
    if (row) byKey.forget(row);
    rows.delete(Number(id));
  }

  function tableOf(entity: string): Table {
    const found = tables[entity];
    if (!found) throw new Refused('failed', `API (${entity}) does not exist`);
    return found;
  }

  /** Rows with what joins to them, filtered. */
  function find(entity: string, where: unknown): Row[] {
    const table = tableOf(entity);
    const { joined, trash } = table;
    const clauses = Array.isArray(where) ? where : [];
    const asksForThem = JSON.stringify(clauses).includes('"is_deleted"') || clauses.some((one) => one?.[0] === 'id');
    return (among(table, clauses) ?? [...table.rows.values()])
      .filter((row) => !trash || asksForThem || !row.is_deleted)
      .map((row) => ({ ...row, ...joined(row) }))
      .filter((row) => meets(row, clauses));
  }

  return { tables, write, drop, find, tableOf, touch };
}

/** The first of a contact's addresses, numbers or places. */
export function primary({ byKey }: Table, contact: Row): Row | undefined {
  return byKey.all(keyOf('contact_id', contact.id)).find((row) => row.is_primary);
}

/** The rows that can meet a `where`, in the order of their ids; undefined where it takes a look at all of them. */
function among(table: Table, clauses: unknown[]): Row[] | undefined {
  for (const clause of clauses) {
    const [field, operator, value] = Array.isArray(clause) ? clause : [];
    if (field === 'OR' && Array.isArray(operator)) {
      const parts: (Row[] | undefined)[] = operator.map((one) => among(table, [one]));
      if (!parts.includes(undefined)) return inOrder(parts.flatMap((part) => part ?? []));
    }
    const given: unknown[] = operator === '=' ? [value] : operator === 'IN' && Array.isArray(value) ? value : [];
    if (operator !== '=' && operator !== 'IN') continue;
    if (field === 'id')
      return inOrder(given.map((id) => table.rows.get(Number(id))).filter((row) => row !== undefined));
    if (table.keys.includes(field)) return inOrder(given.flatMap((one) => table.byKey.all(keyOf(field, one))));
  }
  return undefined;
}

function inOrder(rows: Row[]): Row[] {
  return [...new Set(rows)].toSorted((a, b) => Number(a.id) - Number(b.id));
}

function keyOf(field: string, value: unknown): string {
  return `${field} ${plain(value)}`;
}

function prefixed(prefix: string, row: Row | undefined): Row {
  return Object.fromEntries(Object.entries(row ?? {}).map(([key, value]) => [`${prefix}.${key}`, value]));
}
