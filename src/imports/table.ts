import {
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';
import type { Checked, ImportSettings, Refusal } from './import-form.ts';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const moment = () => timestamp({ withTimezone: true });
const ofImport = () =>
  uuid()
    .notNull()
    .references(() => imports.id, { onDelete: 'cascade' });

/** One file that came in, from its upload to its undoing. */
export const imports = pgTable(
  'imports',
  {
    id: uuid().primaryKey(),
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    /** As the organizer's machine calls it. */
    filename: text().notNull(),
    size: integer().notNull().default(0),
    state: text({
      enum: ['checking', 'checked', 'refused', 'running', 'done', 'stopped', 'undoing', 'undone'],
    }).notNull(),
    settings: jsonb().$type<ImportSettings>().notNull(),
    /** What the check found; null until it has. */
    checked: jsonb().$type<Checked>(),
    /** Why nothing of the file can be taken in, or nothing more of it. */
    refusal: jsonb().$type<Refusal>(),
    /** The number of the last row that was read, taken in or undone. */
    cursor: integer().notNull().default(0),
    /** What was done so far. */
    added: integer().notNull().default(0),
    changed: integer().notNull().default(0),
    kept: integer().notNull().default(0),
    createdAt: moment().notNull(),
    finishedAt: moment(),
  },
  (table) => [index('imports_organizer_index').on(table.organizerId)],
);

/** The file itself, piece by piece; deleted once it has been taken in. */
export const importPieces = pgTable(
  'import_pieces',
  { importId: ofImport(), number: integer().notNull(), bytes: bytes().notNull() },
  (table) => [primaryKey({ columns: [table.importId, table.number] })],
);

/** The rows of a file as they would be taken in: filled by COPY, deleted once they have been. */
export const importRows = pgTable(
  'import_rows',
  {
    importId: ofImport(),
    /** Where it stands in the file, the header being row 1. */
    number: integer().notNull(),
    /** Why it is left out: a word of `import-form.ts`, and what it is about. */
    refusal: text(),
    refusalDetail: text(),
    /** The ids that what it adds will have. */
    newId: uuid().notNull(),
    noteId: uuid(),
    consentId: uuid(),
    textsId: uuid(),
    /** The id that Terrain's own export gives a contact. */
    externalId: uuid(),
    /** Lower-cased; empty where the row has an id alone. */
    email: text().notNull(),
    firstName: text().notNull(),
    firstFolded: text().notNull(),
    lastName: text().notNull(),
    lastFolded: text().notNull(),
    phone: text().notNull(),
    postalCode: text().notNull(),
    locale: text().notNull(),
    /** Joined by `|`. */
    availability: text().notNull(),
    skills: text().notNull(),
    owner: text().notNull(),
    team: text().notNull(),
    /** `[{ id, name, folded }]`; null where there is none. */
    tags: jsonb().$type<{ id: string; name: string; folded: string }[]>(),
    note: text().notNull(),
    /** `no` withdraws; `not-yes` withdraws only a yes that counts. */
    mail: text({ enum: ['no', 'not-yes'] }),
    texts: text({ enum: ['no', 'not-yes'] }),
    /** Why no mail may go to the address; empty where it may. */
    suppressed: text().notNull(),
    /** Of Terrain's own files. */
    createdAt: moment(),
    updatedAt: moment(),
    confirmedAt: moment(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.number] })],
);

/** Lines of Terrain's own files beside the contacts, by their headers; deleted once they have been taken in. */
export const importRecords = pgTable(
  'import_records',
  {
    importId: ofImport(),
    /** Where it is in its turn: one line after the other, file by file. */
    number: integer().notNull(),
    kind: text({ enum: ['addresses', 'consents', 'suppressions', 'signups', 'pledges', 'tags', 'notes'] }).notNull(),
    data: jsonb().$type<Record<string, string>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.number] })],
);

/** What an import did, so that it can be undone for 30 days. */
export const importChanges = pgTable(
  'import_changes',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    importId: ofImport(),
    contactId: uuid().notNull(),
    /**
     * What was added: the contact itself, or a note, tag, consent, sign-up, pledge, further address or suppression of
     * one; `fields` were changed.
     */
    kind: text({
      enum: ['contact', 'fields', 'note', 'tag', 'consent', 'signup', 'pledge', 'address', 'suppression'],
    }).notNull(),
    recordId: uuid(),
    /** Of `fields`: each that was changed, as it was and as it became. Of `suppression`, after: the row that was written. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    undone: boolean().notNull().default(false),
  },
  (table) => [
    index('import_changes_import_index').on(table.importId, table.id),
    // Erasing somebody looks for them here.
    index('import_changes_contact_index').on(table.contactId),
  ],
);
