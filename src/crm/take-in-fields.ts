import { desc, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { campaigns } from '../campaigns/table.ts';
import { standingConsents } from '../consents/queries.ts';
import { consents } from '../consents/table.ts';
import { fold } from '../contacts/fold.ts';
import { loadPhoneParser } from '../contacts/phone.ts';
import { parsePostalCode } from '../contacts/postal-code.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { isLocale, messages } from '../locales/index.ts';
import { signups } from '../signups/table.ts';
import type { FieldMapping, Scalar } from './connector.ts';
import type { CrmConnector } from './queries.ts';
import { crmPushes } from './table.ts';
import { vendorOf } from './vendors.ts';

type Contact = typeof contacts.$inferSelect;
type Columns = Partial<typeof contacts.$inferInsert>;
/**
 * What may come from a CRM. Not the address: it is who the person is, and what was agreed to holds for it alone.
 */
const takeable = ['firstName', 'lastName', 'phone', 'postalCode', 'locale'] as const;
type Takeable = (typeof takeable)[number];

/** Where phone numbers and postal codes are read by where a contact signed up nowhere. */
const fallback = 'CA';
const longest: Record<Takeable, number> = { firstName: 200, lastName: 200, phone: 50, postalCode: 20, locale: 20 };

/**
 * Takes over the values that the mapping lets the CRM decide: always (`crm`), where it changed later (`newest`), where
 * there is none here (`fill-empty`). A value that cannot be one of its field is left there, and so is an empty one.
 */
export async function takeInFields(
  tx: Tx,
  connector: CrmConnector,
  contact: Contact,
  said: { values: Record<string, Scalar>; changedAt: Date | undefined },
  at: Date,
): Promise<void> {
  const taken: Columns = {};
  const fields: Takeable[] = [];
  for (const line of connector.mapping) {
    const field = takeable.find((one) => one === line.from);
    if (!field || !decides(line, contact, field, said.changedAt)) continue;
    const value = await readValue(tx, contact, field, said.values[line.to]);
    if (value === undefined || value === contact[field]) continue;
    Object.assign(taken, columnsOf(field, value));
    fields.push(field);
  }
  if (fields.length === 0) return;
  await tx
    .update(contacts)
    .set({ ...taken, updatedAt: at })
    .where(eq(contacts.id, contact.id));
  const source = `crm:${connector.vendor}`;
  const data = { fields, source, connectorId: connector.id };
  await track(tx, [{ kind: 'contact.edited', contactId: contact.id, campaignId: null, data, at }]);
  if (fields.includes('phone')) await endForNumber(tx, connector, contact, { source, at });
  await tx.insert(crmPushes).values({
    id: uuidv7(),
    connectorId: connector.id,
    contactId: contact.id,
    batchId: uuidv7(),
    result: 'pulled',
    sent: { fields },
    at,
  });
}

/** A value that was changed on its way out is another one there: it is no value of ours. */
function decides({ authority, transform }: FieldMapping, contact: Contact, field: Takeable, changedAt?: Date): boolean {
  if (transform !== '') return false;
  if (authority === 'crm') return true;
  if (authority === 'fill-empty') return contact[field] === '';
  return authority === 'newest' && changedAt !== undefined && changedAt > contact.updatedAt;
}

async function readValue(
  tx: Tx,
  contact: Contact,
  field: Takeable,
  there: Scalar | undefined,
): Promise<string | undefined> {
  const text = there === null || there === undefined ? '' : String(there).trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
  if (text === '' || text.length > longest[field] || /[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed())
    return undefined;
  if (field === 'firstName' || field === 'lastName') return text;
  if (field === 'locale') {
    const language = text.slice(0, 2).toLowerCase();
    return isLocale(language) ? language : undefined;
  }
  const country = await countryOf(tx, contact.id);
  if (field === 'postalCode') return parsePostalCode(text, country);
  return (await loadPhoneParser())(text, country)?.replace(/;.*$/, '');
}

function columnsOf(field: Takeable, value: string): Columns {
  if (field === 'firstName') return { firstName: value, firstFolded: fold(value) };
  if (field === 'lastName') return { lastName: value, lastFolded: fold(value) };
  if (field === 'locale') return isLocale(value) ? { locale: value } : {};
  return { [field]: value };
}

async function countryOf(tx: Tx, contactId: string): Promise<string> {
  const [last] = await tx
    .select({ settings: campaigns.settings })
    .from(signups)
    .innerJoin(campaigns, eq(campaigns.id, signups.campaignId))
    .where(eq(signups.contactId, contactId))
    .orderBy(desc(signups.createdAt))
    .limit(1);
  return last?.settings.country ?? fallback;
}

/** What was agreed to for calls and texts was said for the number of before; nobody has spoken for the new one. */
async function endForNumber(
  tx: Tx,
  connector: CrmConnector,
  contact: Contact,
  { source, at }: { source: string; at: Date },
): Promise<void> {
  const standing = await standingConsents(tx, contact.id);
  const ending = standing.filter(({ channel }) => channel === 'sms' || channel === 'phone');
  if (ending.length === 0) return;
  const wording = messages(contact.locale).webhooks.takenIn.number(vendorOf(connector.vendor).label);
  await tx.insert(consents).values(
    ending.map(({ campaignId, purpose, channel, subject }) => ({
      id: uuidv7(),
      contactId: contact.id,
      campaignId,
      purpose,
      channel,
      subject,
      action: 'withdrawn' as const,
      wording,
      needsConfirmation: false,
      locale: contact.locale,
      source,
      at,
    })),
  );
}
