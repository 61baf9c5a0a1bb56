import { v7 as uuidv7 } from 'uuid';
import { enqueue } from '../../src/jobs/enqueue.ts';
import type { TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { enrolPlanned } from '../support/enrolments.ts';

/** A campaign whose one sequence is one mail, with nothing behind it. */
export async function addShortCampaign(t: TestApp): Promise<void> {
  const [confirmed] = aCampaign().sequences.filter(({ key }) => key === 'confirmed');
  if (!confirmed) throw new Error('the campaign has no such sequence');
  await addCampaign(t.deps, { sequences: [{ ...confirmed, steps: confirmed.steps.slice(0, 1) }] });
}

/** So many people who agreed to the campaign's follow-up, each with the sequence's first mail due now. */
export async function follow(t: TestApp, count: number): Promise<void> {
  const now = t.clock.now().toISOString();
  const sql = t.deps.db.$client;
  await sql`
    insert into contacts (id, email, first_name, locale, confirmed_at)
    select gen_random_uuid(), 'n' || n || '@example.org', 'Prénom ' || translate(n::text, '0123456789', 'abcdefghij'), 'fr', ${now}::timestamptz - interval '1 day'
    from generate_series(1, ${count}) n`;
  await sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
    select gen_random_uuid(), contacts.id, campaigns.id, 'follow-up', 'email', 'granted', '', 'fr', 'confirm-page',
      ${now}::timestamptz - interval '1 day' from contacts, campaigns`;
  await sql`
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
    select gen_random_uuid(), contacts.id, campaigns.id, 'welcome', gen_random_uuid(), 'fr', 'queued', ${now}, ${now}
    from contacts, campaigns`;
  await enrolPlanned(t.deps);
}

/** A batch of what is due, none of it handed over yet, as after a fault that passes, with its job; returns its id. */
export async function formBatch(t: TestApp): Promise<string> {
  const batchId = uuidv7();
  const sql = t.deps.db.$client;
  await sql`
    update messages set batch_id = ${batchId}
    where state = 'queued' and batch_id is null and due_at <= ${t.clock.now().toISOString()}`;
  await enqueue(t.deps.db, 'followups.send-batch', { batchId }, { key: `batch:${batchId}` });
  return batchId;
}

/** How many messages are in each state, with the reason where there is one. */
export async function states(t: TestApp): Promise<Record<string, number>> {
  const rows = await t.deps.db.$client`
    select trim(state || ' ' || reason) as state, count(*)::int as count from messages group by 1 order by 1`;
  return Object.fromEntries(rows.map((row) => [String(row.state), Number(row.count)]));
}
