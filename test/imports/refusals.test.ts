import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consents } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { bringIn, check, counts, found } from './importing.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
beforeEach(() => emptyTables(t.deps, 'contacts, suppressions, tags, imports'));
afterAll(() => t.close());

const at = new Date('2026-01-01T00:00:00Z');

async function addContact({ email }: { email: string }): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email, locale: 'fr' });
  return id;
}

const contact = async (email: string) => (await t.deps.db.select().from(contacts).where(eq(contacts.email, email)))[0];
const ledger = async () => await t.deps.db.select().from(consents);

describe('a column of those who refuse', () => {
  const said = async () => {
    const rows = await t.deps.db.$client`select email, channel from consents join contacts on contacts.id = contact_id
      where action = 'withdrawn' order by email, channel`;
    return rows.map(({ email, channel }) => `${String(email).split('@')[0]} ${channel}`);
  };
  /** Two who said yes here, and the file's word for one who left and one who stayed. */
  async function bothAgreed(): Promise<void> {
    for (const email of ['yes@example.org', 'no@example.org']) {
      const contactId = await addContact({ email });
      const entry = { contactId, purpose: 'follow-up', action: 'granted', wording: 'Oui', locale: 'fr', at } as const;
      const counting = { ...entry, needsConfirmation: false, source: 'form' };
      for (const channel of ['email', 'sms'] as const)
        await t.deps.db.insert(consents).values({ id: uuidv7(), channel, ...counting });
    }
  }

  test.each([
    ['HubSpot', 'Email,Unsubscribed from all email', 'true', 'false'],
    ['HubSpot, its emptiness', 'Email,Unsubscribed from all email', 'true', ''],
    ['Mailchimp, its contacts', 'Email Address,Email Marketing', 'Unsubscribed', 'Subscribed'],
    ['Mailchimp, who left', 'Email Address,UNSUB_TIME', '2024-01-05 10:11:12', ''],
    ['NationBuilder', 'email,is_opted_out', 'true', 'false'],
    ['NationBuilder, beside its opt-in', 'email,email_opt_in,do_not_email', 'Y,true', 'Y,false'],
    ['CiviCRM', 'Email,No Bulk Emails (User Opt Out)', '1', '0'],
    ['Excel in French', 'Courriel,Désabonné', 'VRAI', 'FAUX'],
    ['whoever says oui', 'Courriel,Désabonné·e', 'Oui', 'Non'],
  ])('withdraws for its yes, and for nobody else: %s', async (_, headers, left, stayed) => {
    await bothAgreed();
    await bringIn(t, `${headers}\nno@example.org,${left}\nyes@example.org,${stayed}\n`);
    expect(await said()).toEqual(['no email']);
  });

  test('is read so where an organizer says by hand what it is', async () => {
    await bothAgreed();
    const file = 'Email,Opted out of email: Newsletter\nno@example.org,Yes\nyes@example.org,No\n';
    await bringIn(t, file);
    expect(await said()).toEqual([]);
    await bringIn(t, file, { mapping: ['email', 'mail'] });
    expect(await said()).toEqual(['no email']);
    await bringIn(t, file, { mapping: ['email', 'texts'] });
    expect(await said()).toEqual(['no email', 'no sms']);
  });

  test('takes a yes back for what French Excel says of consent, in every row where it is a no', async () => {
    await bothAgreed();
    await bringIn(t, 'Courriel;Consentement\nno@example.org;FAUX\nyes@example.org;non\n');
    expect(await said()).toEqual(['no email', 'yes email']);
  });

  test('has a word that nobody can read left out, with its row and the word, and the rest comes in', async () => {
    await bothAgreed();
    const file =
      'email,first_name,consentement,sms opt-out\nno@example.org,Noé,peut-être,yes\nnew@example.org,Neige,,?\n';
    const checked = await check(t, file);
    expect(counts(checked)).toEqual([1, 1, 0, 0]);
    expect(found(checked)).toMatchObject({
      unread: 2,
      refusals: [
        { number: 2, fault: 'unread-cell', detail: 'peut-être' },
        { number: 3, fault: 'unread-cell', detail: '?' },
      ],
    });
    await bringIn(t, file);
    expect(await contact('no@example.org')).toMatchObject({ firstName: 'Noé' });
    expect(await contact('new@example.org')).toMatchObject({ firstName: 'Neige' });
    expect(await said()).toEqual(['no sms']);
    expect((await ledger()).filter(({ source }) => source === 'import')).toHaveLength(1);
  });
});
