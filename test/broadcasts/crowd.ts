import { v7 as uuidv7 } from 'uuid';
import { createDraft } from '../../src/broadcasts/create-draft.ts';
import { type BroadcastContent, emptyContent, type Timing } from '../../src/broadcasts/form.ts';
import { findBroadcast } from '../../src/broadcasts/queries.ts';
import { broadcastResults } from '../../src/broadcasts/results-queries.ts';
import { saveDraft } from '../../src/broadcasts/save-draft.ts';
import { startBroadcast } from '../../src/broadcasts/start-broadcast.ts';
import type { TestApp } from '../support/app.ts';

const words = (subject: string) => ({
  subject,
  subjectB: `${subject} (B)`,
  body: 'Bonjour {firstName}, venez.\n\nOn vous attend.',
  action: 'Voir les quarts',
  url: '',
});

/** A broadcast that lacks nothing, in French, unless it says otherwise. */
export function aBroadcast(changes: Partial<BroadcastContent> = {}): BroadcastContent {
  return { ...emptyContent, texts: { fr: words('Samedi, on sort'), en: emptyContent.texts.en }, ...changes };
}

export const english = words('Saturday, we go out');

/** People who agreed to the mails of every campaign there is, and signed up for each; `n1@…` and so on. */
export async function addPeople(t: TestApp, count: number, { locale = 'fr', from = 1 } = {}): Promise<void> {
  const before = new Date(t.clock.now().getTime() - 86_400_000).toISOString();
  const sql = t.deps.db.$client;
  await sql`
    insert into contacts (id, email, first_name, locale, confirmed_at, created_at)
    select gen_random_uuid(), 'n' || n || '@example.org', 'Zoé', ${locale}, ${before}, ${before}
    from generate_series(${from}::int, ${from + count - 1}::int) n`;
  await sql`
    insert into signups (id, contact_id, campaign_id, answers, consented, locale, created_at)
    select gen_random_uuid(), c.id, campaigns.id, '{}', true, c.locale, ${before} from contacts c, campaigns
    where not exists (select from signups s where s.contact_id = c.id)`;
  await sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
    select gen_random_uuid(), c.id, campaigns.id, 'follow-up', 'email', 'granted', '', 'fr', 'confirm-page', ${before}
    from contacts c, campaigns where not exists (select from consents s where s.contact_id = c.id)`;
}

/** Writes a broadcast down as its editor does, and returns its id. */
export async function writeBroadcast(
  t: TestApp,
  campaignId: string,
  organizerId: string,
  content: BroadcastContent,
): Promise<string> {
  const id = uuidv7();
  await createDraft(t.deps, { id, campaignId, organizerId });
  if (!(await saveDraft(t.deps, { id, organizerId, version: 1, content }))) throw new Error('it was not saved');
  return id;
}

/** Has a broadcast sent that was written once. */
export async function send(t: TestApp, id: string, organizerId: string, timing: Timing = { when: 'now' }) {
  return await startBroadcast(t.deps, {
    id,
    organizerId,
    version: 2,
    confirmed: 1,
    timing,
    timezone: 'America/Toronto',
  });
}

export async function stateOf(t: TestApp, id: string) {
  const found = await findBroadcast(t.deps.db, id);
  if (!found) throw new Error('there is no such broadcast');
  return found.broadcast;
}

export async function resultsOf(t: TestApp, id: string) {
  return await broadcastResults(t.deps.db, await stateOf(t, id));
}

/** The mails that were handed over, by address. */
export async function mailed(t: TestApp): Promise<{ to: string; subject: string }[]> {
  return await t.deps.db.$client<{ to: string; subject: string }[]>`
    select "to", subject from mailbox_mails order by "to"`;
}
