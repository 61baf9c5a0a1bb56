import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';

/** A word that organizers sort contacts by. */
export const tags = pgTable('tags', {
  id: uuid().primaryKey(),
  /** As first typed. */
  name: text().notNull(),
  /** The name without case and accents: never two tags for one word. */
  folded: text().notNull().unique(),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** Which contacts have which tag. */
export const contactTags = pgTable(
  'contact_tags',
  {
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    tagId: uuid()
      .notNull()
      .references(() => tags.id, { onDelete: 'cascade' }),
    /** Who gave it; null where an import or a rule did. */
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.contactId, table.tagId] }),
    index('contact_tags_tag_index').on(table.tagId, table.contactId),
  ],
);
