import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findStanding, refusalsOf } from '../../src/consents/queries.ts';
import { consents, suppressions } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { messages } from '../../src/locales/index.ts';
import { mailboxMails } from '../../src/mail/table.ts';
import { leave } from '../../src/space/leave.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { addNewcomer, hour } from './people.ts';

const words = messages('fr').outreach.attempt.refusals;
const [mailto, tel] = ['href="mailto:ada@example.org"', 'href="tel:+15145550123"'];
let t: SignedInTest;
let campaignId: string;
let ada: string;

beforeAll(async () => {
  t = await startSignedIn({ TIMEZONE: 'America/Toronto' });
  campaignId = await addCampaign(t.deps);
});

beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, suppressions, mailbox_mails, graphile_worker._private_jobs cascade`;
  ada = await addNewcomer(t, 'ada@example.org');
  await t.deps.db.update(contacts).set({ phone: '+15145550123' }).where(eq(contacts.id, ada));
  t.clock.advance(60_000);
});

afterAll(async () => {
  await t.close();
});

/** Writes an entry of the ledger, a minute after what came before. */
async function say(
  entry: Pick<typeof consents.$inferInsert, 'channel' | 'action'> & Partial<typeof consents.$inferInsert>,
): Promise<void> {
  t.clock.advance(60_000);
  await t.deps.db.insert(consents).values({
    id: uuidv7(),
    contactId: ada,
    campaignId,
    purpose: 'follow-up',
    wording: 'Oui ou non.',
    needsConfirmation: false,
    locale: 'fr',
    source: 'consents-page',
    at: t.clock.now(),
    ...entry,
  });
}

const unsubscribe = () =>
  t.deps.db.transaction((tx) =>
    leave(tx, {
      contactId: ada,
      campaignId,
      locale: 'fr',
      wording: 'Non.',
      source: 'unsubscribe-page',
      at: t.clock.now(),
    }),
  );
const block = () =>
  t.deps.db.insert(suppressions).values({ email: 'ada@example.org', reason: 'bounced', at: t.clock.now() });
const refusals = async () => (await refusalsOf(t.deps.db, [ada])).get(ada) ?? [];
const page = async (path: string) => await (await t.get(path)).text();

describe('what somebody has said no to', () => {
  test('is nothing where they said nothing, or only yes', async () => {
    expect(await refusals()).toEqual([]);
    await say({ channel: 'email', action: 'granted' });
    expect(await refusals()).toEqual([]);
    expect(await refusalsOf(t.deps.db, [])).toEqual(new Map());
  });

  test('is each channel by itself, until a yes that counts comes after it', async () => {
    for (const channel of ['phone', 'sms', 'email'] as const) await say({ channel, action: 'withdrawn' });
    expect(await refusals()).toEqual(['email', 'phone', 'sms']);
    await say({ channel: 'phone', action: 'granted' });
    // A stranger may have ticked this one.
    await say({ channel: 'email', action: 'granted', source: 'form', needsConfirmation: true });
    expect(await refusals()).toEqual(['email', 'sms']);
    await say({ channel: 'email', action: 'granted', source: 'confirm-page' });
    expect(await refusals()).toEqual(['sms']);
    expect(await findStanding(t.deps.db, ada, campaignId)).toMatchObject({ mayFollowUp: true });
  });

  test('is the stricter one at the same moment', async () => {
    const at = t.clock.now();
    await say({ channel: 'email', action: 'granted', at });
    await say({ channel: 'email', action: 'withdrawn', at });
    expect(await refusals()).toEqual(['email']);
  });

  test('is not what ended with an address or a number, nor what concerns a partner', async () => {
    await say({ channel: 'email', action: 'withdrawn', source: 'address-changed' });
    await say({ channel: 'phone', action: 'withdrawn', source: 'number-changed' });
    await say({ channel: 'sms', action: 'withdrawn', source: 'crm:civicrm' });
    await say({ channel: 'email', action: 'withdrawn', purpose: 'agreement', subject: 'charte' });
    expect(await refusals()).toEqual([]);
    await say({ channel: 'email', action: 'withdrawn', source: 'crm:civicrm' });
    expect(await refusals()).toEqual(['email']);
  });
});

describe.each([
  ['the list of who waits', () => '/admin/waiting'],
  ['a contact’s page', () => `/admin/contacts/${ada}`],
])('%s', (_, path) => {
  test('offers each way to reach who said no to none', async () => {
    const html = await page(path());
    for (const link of [mailto, tel]) expect(html).toContain(link);
    for (const word of Object.values(words)) expect(html).not.toContain(word);
  });

  test('says a no to mail, and leaves its link out and the person in', async () => {
    await unsubscribe();
    const html = await page(path());
    expect(html).toContain('Ada');
    expect(html).toContain(words.email);
    expect(html).not.toContain(mailto);
    expect(html).toContain(tel);
  });

  test('says a no to calls and texts, and leaves the number’s link out', async () => {
    for (const channel of ['phone', 'sms'] as const) await say({ channel, action: 'withdrawn' });
    const html = await page(path());
    for (const word of [words.phone, words.sms]) expect(html).toContain(word);
    expect(html).not.toContain(tel);
    expect(html).toContain(mailto);
  });

  test('offers no mail to an address that takes none', async () => {
    await block();
    const html = await page(path());
    expect(html).toContain(words.blocked);
    expect(html).not.toContain(mailto);
  });
});

test('the morning’s mail says what those whom it names have said no to', async () => {
  await addNewcomer(t, 'bob@example.org', { firstName: 'Bob' });
  await unsubscribe();
  t.clock.advance(24 * hour);
  await t.runDueJobs();
  const [mail] = await t.deps.db.select().from(mailboxMails).where(eq(mailboxMails.to, 'olive@example.org'));
  for (const text of [mail?.text, mail?.html]) {
    expect(text).toContain('Ada');
    expect(text?.split(words.email)).toHaveLength(2);
  }
});
