import { and, asc, gt, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Deps } from '../deps.ts';
import type { FieldMapping, Outgoing } from './connector.ts';
import { mapContact } from './map-contact.ts';
import type { CrmConnector } from './queries.ts';
import { type ReadContact, readContacts } from './read-contacts.ts';
import { scopeCondition } from './scope.ts';

const batch = 500;
const samplesShown = 3;

/** A contact as one mapping and another would send them. */
type Sample = {
  contactId: string;
  name: string;
  values: Outgoing['values'];
  before: Outgoing['values'];
  changed: boolean;
};
/** `exact` is false where counting took too long: then `changed` is what the part that was looked at lets expect. */
export type MappingPreview = { samples: Sample[]; changed: number; total: number; exact: boolean };

/**
 * What another mapping would send, on contacts that the connector holds, and for how many of them something would change.
 * Nothing is written. `patience`: for how many milliseconds it may look.
 */
export async function previewMapping(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  connector: CrmConnector,
  mapping: FieldMapping[],
  patience = 2_000,
): Promise<MappingPreview> {
  const now = clock.now();
  const held = await scopeCondition(db, connector, now);
  const total = await db.$count(contacts, held);
  const began = performance.now();
  const samples: Sample[] = [];
  let [seen, changed] = [0, 0];
  for (let after: string | undefined; performance.now() - began < patience; ) {
    const rows = await db
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(held, after === undefined ? sql`true` : gt(contacts.id, after)))
      .orderBy(asc(contacts.id))
      .limit(batch);
    const read = await readContacts(
      db,
      connector,
      rows.map(({ id }) => id),
      now,
    );
    for (const contact of read.values()) {
      const sample = compare(connector, contact, mapping);
      if (sample.changed) changed += 1;
      // Those that would change say the most.
      if (samples.length < samplesShown || (sample.changed && samples.some((one) => !one.changed))) {
        samples.push(sample);
      }
    }
    seen += read.size;
    after = rows.at(-1)?.id;
    if (rows.length < batch) break;
  }
  const exact = seen >= total || seen === 0;
  return {
    samples: samples.sort((one, other) => Number(other.changed) - Number(one.changed)).slice(0, samplesShown),
    changed: exact ? changed : Math.round((changed * total) / seen),
    total,
    exact,
  };
}

function compare({ mapping: before, options }: CrmConnector, contact: ReadContact, mapping: FieldMapping[]) {
  const [now, was] = [mapContact(contact, mapping, options), mapContact(contact, before, options)];
  const { firstName, lastName } = contact.fields;
  return {
    contactId: contact.contactId,
    name: `${firstName ?? ''} ${lastName ?? ''}`.trim() || contact.email,
    values: now.values,
    before: was.values,
    changed: textOf(now) !== textOf(was),
  };
}

/** What goes out, whatever the order of its parts. */
function textOf({ values, authority }: Pick<Outgoing, 'values' | 'authority'>): string {
  const fields = Object.keys(values).sort();
  return JSON.stringify(fields.map((field) => [field, values[field], authority[field]]));
}
