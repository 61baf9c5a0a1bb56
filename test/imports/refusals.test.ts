import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consents, suppressions } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { crmHeard } from '../../src/crm/inbound-table.ts';
import { crmConnectors } from '../../src/crm/table.ts';
import { messages } from '../../src/followups/table.ts';
import { answers, conversations } from '../../src/replies/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { bringIn, check, counts, found, undo } from './importing.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
beforeEach(() => emptyTables(t.deps, 'contacts, campaigns, suppressions, tags, imports, crm_connectors'));
afterAll(() => t.close());

const at = new Date('2026-01-01T00:00:00Z');

async function addContact({ email }: { email: string }): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email, locale: 'fr' });
  return id;
}

const contact = async (email: string) => (await t.deps.db.select().from(contacts).where(eq(contacts.email, email)))[0];
const idOf = async (name: string) => (await contact(`${name}@example.org`))?.id ?? '';
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

describe('a column of blocked addresses', () => {
  const blocked = async () => {
    const rows = await t.deps.db.select().from(suppressions).orderBy(suppressions.email);
    return rows.map(({ email, reason }) => `${email.split('@')[0]} ${reason}`);
  };

  test.each([
    ['Courriel;Adresse bloquée', 'oui', 'non'],
    ['Courriel;Adresse bloquée', 'VRAI', 'FAUX'],
    ['Email;Suppressed', 'TRUE', 'FALSE'],
    ['Email;Suppressed', '1', '0'],
  ])('blocks for its yes alone: %s, %s or %s', async (headers, yes, no) => {
    const file = `${headers}\na@example.org;${yes}\nb@example.org;${no}\nc@example.org;\nd@example.org;bounced\n`;
    expect(found(await check(t, file)).suppressions).toBe(2);
    await bringIn(t, file);
    expect(await blocked()).toEqual(['a blocked', 'd bounced']);
  });

  /** Mail comes back: of a sequence, an answer, and a CRM's. */
  async function comesBack(ofSequence: string, ofAnswer: string, ofCrm: string): Promise<void> {
    const { db } = t.deps;
    const campaignId = await addCampaign(t.deps);
    const message = {
      id: uuidv7(),
      campaignId,
      name: 'welcome',
      subjectId: uuidv7(),
      locale: 'fr',
      dueAt: at,
    } as const;
    await db.insert(messages).values({ ...message, contactId: ofSequence, state: 'bounced', createdAt: at });
    const conversationId = uuidv7();
    await db.insert(conversations).values({ id: conversationId, contactId: ofAnswer, campaignId, lastAt: at });
    const answer = { id: uuidv7(), conversationId, contactId: ofAnswer, campaignId, body: 'Bonjour', at };
    await db.insert(answers).values({ ...answer, state: 'failed', reason: '550 5.1.1' });
    const connectorId = uuidv7();
    const connector = { id: connectorId, vendor: 'civicrm', name: 'CiviCRM', credentials: '', createdAt: at };
    await db.insert(crmConnectors).values({ ...connector, state: 'disconnected' });
    await db.insert(crmHeard).values({ connectorId, contactId: ofCrm, subscription: 'bounced', at });
  }

  test('is undone, but for what was blocked before, has bounced since or another file says too', async () => {
    const names = ['answered', 'before', 'bounced', 'crm', 'free', 'other', 'rewritten'];
    for (const name of names) await addContact({ email: `${name}@example.org` });
    await t.deps.db.insert(suppressions).values({ email: 'before@example.org', reason: 'yes', at: new Date() });
    const file = (of: string[]) => `email,suppressed\n${of.map((name) => `${name}@example.org,spam\n`).join('')}`;
    const done = await bringIn(t, file([...names, 'new']));
    expect(await blocked()).toHaveLength(8);

    await comesBack(await idOf('bounced'), await idOf('answered'), await idOf('crm'));
    await t.deps.db
      .update(suppressions)
      .set({ reason: 'asked' })
      .where(eq(suppressions.email, 'rewritten@example.org'));
    const other = await bringIn(t, file(['other', 'before']));
    expect((await undo(t, done)).state).toBe('undone');
    const stay = ['answered spam', 'before yes', 'bounced spam', 'crm spam', 'other spam', 'rewritten asked'];
    expect(await blocked()).toEqual(stay);
    await undo(t, other);
    expect(await blocked()).toEqual(stay);
  });

  test('leaves no address behind in what an undone import noted', async () => {
    await undo(t, await bringIn(t, 'email,suppressed\nada@example.org,spam\n'));
    expect(await blocked()).toEqual([]);
    const rows = await t.deps.db.$client`select kind, before, after from import_changes where undone`;
    expect(rows.map(({ before, after }) => [before, after])).toEqual(rows.map(() => [null, null]));
  });
});
