import { and, asc, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { consents } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { messages } from '../../src/followups/table.ts';
import { leave } from '../../src/space/leave.ts';
import { auditLog, type SignedInTest, startSignedIn, visitor } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';

let t: SignedInTest;
let campaignId: string;
const everyone = JSON.stringify({ version: 1, match: 'all', conditions: [] });
const hours = 3_600_000;

beforeAll(async () => {
  t = await startSignedIn();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, bulk_acts, mailbox_mails');
  await t.deps.db.$client`delete from graphile_worker._private_jobs`;
  campaignId = await addCampaign(t.deps);
});

async function add(name: string, { agrees = true } = {}): Promise<string> {
  const id = uuidv7();
  const at = t.clock.now();
  await t.deps.db.insert(contacts).values({ id, email: `${name}@example.org`, locale: 'fr', confirmedAt: at });
  if (agrees) {
    const yes = { purpose: 'follow-up', channel: 'email', action: 'granted', source: 'confirm-page' } as const;
    await t.deps.db
      .insert(consents)
      .values({ id: uuidv7(), contactId: id, campaignId, ...yes, wording: 'Oui', locale: 'fr', at });
  }
  return id;
}

async function press(path: string, fields: Record<string, string> = {}): Promise<string> {
  const olive = await visitor(t, 'olive@example.org');
  const answer = await olive.post(path, fields);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

async function sequenceId(): Promise<string> {
  const [row] = await t.deps.db
    .$client`select id from sequences where campaign_id = ${campaignId} and key = 'confirmed'`;
  return String(row?.id);
}

const begin = async () =>
  await press('/admin/bulk-acts', { id: uuidv7(), filter: everyone, act: 'enrol', target: await sequenceId() });

/** The mails of somebody, as `step: state`, with why where there is a reason. */
async function mailsOf(contactId: string): Promise<string[]> {
  const rows = await t.deps.db
    .select()
    .from(messages)
    .where(eq(messages.contactId, contactId))
    .orderBy(asc(messages.dueAt), asc(messages.id));
  return rows.map(({ name, state, reason }) => [`${name}: ${state}`, reason].filter(Boolean).join(', '));
}

describe('putting a segment into a sequence', () => {
  test('offers the live campaigns that have one, with how many mails', async () => {
    await add('ada');
    await addCampaign(t.deps, { slug: 'ebauche', status: 'draft' });
    const html = await (await t.get(`/admin/bulk-acts/new?${new URLSearchParams({ filter: everyone })}`)).text();
    expect(html.match(/Porte-à-porte – Après la confirmation de l’adresse \(2 courriels\)/g)).toHaveLength(1);
  });

  test('plans the mails that follow a sign-up, in their order, for who agreed, and lets the others go without', async () => {
    const [ada, bob] = [await add('ada'), await add('bob', { agrees: false })];
    const path = await begin();
    await t.runDueJobs();
    expect(await mailsOf(ada)).toEqual(['welcome: sent', 'act: queued']);
    expect(await mailsOf(bob)).toEqual(['welcome: suppressed, no-consent', 'act: queued']);
    t.clock.advance(49 * hours);
    await t.runDueJobs();
    expect(await mailsOf(ada)).toEqual(['welcome: sent', 'act: sent']);
    expect(await auditLog(t, 'contacts.enrolled')).toMatchObject([{ count: 2, organizerId: t.organizerId }]);
    expect(await (await t.get(path)).text()).toContain('2 sur 2');
    const page = await (await t.get(`/admin/contacts/${ada}`)).text();
    expect(page).toContain('Mis dans la séquence de courriels');
  });

  test('leaves who is in it already where they are', async () => {
    const ada = await add('ada');
    await begin();
    await t.runDueJobs();
    const before = await mailsOf(ada);
    const bob = await add('bob');
    await begin();
    await t.runDueJobs();
    expect(await mailsOf(ada)).toEqual(before);
    expect(await mailsOf(bob)).toHaveLength(2);
    expect((await auditLog(t, 'contacts.enrolled')).at(-1)).toMatchObject({ count: 1 });
  });

  test('is undone for who has got no mail yet; who has goes on, and who left keeps why', async () => {
    await t.deps.db.$client`
      update sequences set steps = jsonb_set(steps, '{0,delayHours}', '24') where id = ${await sequenceId()}`;
    const [ada, bob, eve] = [await add('ada'), await add('bob'), await add('eve')];
    const path = await begin();
    await t.runDueJobs();
    await t.deps.db
      .update(messages)
      .set({ state: 'sent' })
      .where(and(eq(messages.contactId, bob), eq(messages.name, 'welcome')));
    const said = { campaignId, locale: 'fr', wording: 'Non', source: 'one-click', at: t.clock.now() } as const;
    await t.deps.db.transaction((tx) => leave(tx, { contactId: eve, ...said }));
    await t.runDueJobs();
    await press(`${path}/undo`);
    await t.runDueJobs();
    expect(await mailsOf(ada)).toEqual(['welcome: suppressed, taken-out']);
    expect(await mailsOf(bob)).toEqual(['welcome: sent']);
    t.clock.advance(25 * hours);
    await t.runDueJobs();
    expect(await mailsOf(eve)).toEqual(['welcome: suppressed, no-consent']);
    const told = await t.deps.db.select().from(activities).where(eq(activities.kind, 'contact.taken-out'));
    expect(told.map(({ contactId }) => contactId)).toEqual([ada]);
    // Taken out, they can be put in again; and so can who had left, whose consent is judged mail by mail.
    await begin();
    await t.runDueJobs();
    expect((await mailsOf(ada)).length).toBe(2);
    expect(await mailsOf(bob)).toHaveLength(1);
  });

  test('stops where the campaign is put away on its way', async () => {
    const ada = await add('ada');
    const path = await begin();
    await t.deps.db.$client`update campaigns set status = 'archived'`;
    await t.runDueJobs();
    expect(await mailsOf(ada)).toEqual([]);
    expect(await (await t.get(path)).text()).toContain('Arrêtée');
  });

  test('is refused for a campaign without a sequence', async () => {
    await add('ada');
    const bare = await addCampaign(t.deps, { slug: 'sans-suite', sequences: [] });
    const olive = await visitor(t, 'olive@example.org');
    const fields = { id: uuidv7(), filter: everyone, act: 'enrol', target: bare };
    expect((await olive.post('/admin/bulk-acts', fields)).status).toBe(404);
  });
});
