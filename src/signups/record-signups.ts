import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { type NewActivity, track } from '../activity/track.ts';
import { fold } from '../contacts/fold.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import type { NewPledge } from '../pledges/form.ts';
import type { Submission } from './form.ts';

/** A valid submission with everything that its record needs. */
export type NewSignup = {
  /** `submissionId`: the key by which twice is once. */
  id: string;
  campaignId: string;
  locale: Locale;
  submission: Submission;
  /** The sentence beside the box for follow-up mail, as it was shown. */
  consentWording: string;
  clientHash: string;
  at: Date;
};

/**
 * Records a list of submissions in the caller's transaction, each statement for all of them at once. An address may
 * stand in the list only once. What an earlier transaction recorded under the same id is left as it is.
 *
 * An existing contact is only completed: what a stranger types under someone's address replaces nothing.
 */
export async function recordSignups(tx: Tx, signups: NewSignup[]): Promise<void> {
  // Sent together, run in this order: the fewer answers a batch waits for, the sooner the next one begins.
  const [, recorded] = await Promise.all([upsertContacts(tx, signups), insertSignups(tx, signups)]);
  const fresh = signups.flatMap((signup) => {
    const contactId = recorded.get(signup.id);
    return contactId === undefined ? [] : [{ ...signup, contactId }];
  });
  if (fresh.length === 0) return;
  const pledges = fresh.flatMap(pledgeOf);
  await Promise.all([
    insertConsents(tx, fresh),
    insertPledges(tx, pledges),
    track(tx, [...fresh.map(signupRecorded), ...pledges.map(pledgeMade)]),
  ]);
}

type RecordedSignup = NewSignup & { contactId: string };

async function upsertContacts(tx: Tx, signups: NewSignup[]): Promise<void> {
  const rows = signups
    .map(({ submission, locale, at }) => ({
      id: uuidv7(),
      email: submission.email,
      first_name: submission.firstName,
      last_name: submission.lastName,
      phone: submission.phone,
      postal_code: submission.postalCode,
      locale,
      availability: submission.availability,
      skills: submission.skills,
      first_folded: fold(submission.firstName),
      last_folded: fold(submission.lastName),
      at: at.toISOString(),
    }))
    // Every transaction locks addresses in one order, so that two of them cannot wait for each other.
    .sort((a, b) => (a.email < b.email ? -1 : 1));
  await tx.execute(sql`
    insert into contacts as known (id, email, first_name, last_name, phone, postal_code, locale, availability, skills,
      first_folded, last_folded, created_at, updated_at)
    select id, email, first_name, last_name, phone, postal_code, locale, availability, skills,
      first_folded, last_folded, at, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as typed(id uuid, email text, first_name text, last_name text,
      phone text, postal_code text, locale text, availability text[], skills text[],
      first_folded text, last_folded text, at timestamptz)
    on conflict (email) do update set
      first_name = case when known.first_name = '' then excluded.first_name else known.first_name end,
      first_folded = case when known.first_name = '' then excluded.first_folded else known.first_folded end,
      last_name = case when known.last_name = '' then excluded.last_name else known.last_name end,
      last_folded = case when known.last_name = '' then excluded.last_folded else known.last_folded end,
      phone = case when known.phone = '' then excluded.phone else known.phone end,
      postal_code = case when known.postal_code = '' then excluded.postal_code else known.postal_code end,
      availability = case when known.availability = '{}' then excluded.availability else known.availability end,
      skills = case when known.skills = '{}' then excluded.skills else known.skills end,
      updated_at = excluded.updated_at
    where (known.first_name = '' and excluded.first_name <> '')
       or (known.last_name = '' and excluded.last_name <> '')
       or (known.phone = '' and excluded.phone <> '')
       or (known.postal_code = '' and excluded.postal_code <> '')
       or (known.availability = '{}' and excluded.availability <> '{}')
       or (known.skills = '{}' and excluded.skills <> '{}')`);
}

/** Returns the contact's id by the id of each signup that was not there yet. */
async function insertSignups(tx: Tx, signups: NewSignup[]): Promise<Map<string, string>> {
  const rows = signups.map(({ id, campaignId, locale, submission, clientHash, at }) => ({
    id,
    campaign_id: campaignId,
    email: submission.email,
    locale,
    answers: answers(submission),
    consented: submission.consented,
    client_hash: clientHash,
    at: at.toISOString(),
  }));
  const inserted = await tx.execute<{ id: string; contact_id: string }>(sql`
    insert into signups (id, campaign_id, contact_id, locale, answers, consented, client_hash, created_at)
    select typed.id, campaign_id, contacts.id, typed.locale, answers, consented, client_hash, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as typed(id uuid, campaign_id uuid, email text, locale text,
      answers jsonb, consented boolean, client_hash text, at timestamptz)
    left join contacts on contacts.email = typed.email
    on conflict (id) do nothing
    returning id, contact_id`);
  return new Map(inserted.map((row) => [row.id, row.contact_id]));
}

function answers(submission: Submission): Record<string, string | string[]> {
  const { consented, pledge, ...typed } = submission;
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value.length > 0));
}

async function insertConsents(tx: Tx, signups: RecordedSignup[]): Promise<void> {
  const rows = signups
    .filter((signup) => signup.submission.consented)
    .map((signup) => ({
      id: uuidv7(),
      contact_id: signup.contactId,
      campaign_id: signup.campaignId,
      wording: signup.consentWording,
      locale: signup.locale,
      client_hash: signup.clientHash,
      at: signup.at.toISOString(),
    }));
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, client_hash, at)
    select id, contact_id, campaign_id, 'follow-up', 'email', 'granted', wording, locale, 'form', client_hash, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as given(id uuid, contact_id uuid, campaign_id uuid,
      wording text, locale text, client_hash text, at timestamptz)`);
}

type MadePledge = { id: string; signup: RecordedSignup; pledge: NewPledge };

function pledgeOf(signup: RecordedSignup): MadePledge[] {
  const { pledge } = signup.submission;
  return pledge ? [{ id: uuidv7(), signup, pledge }] : [];
}

async function insertPledges(tx: Tx, pledges: MadePledge[]): Promise<void> {
  if (pledges.length === 0) return;
  const rows = pledges.map(({ id, signup, pledge }) => ({
    id,
    signup_id: signup.id,
    contact_id: signup.contactId,
    campaign_id: signup.campaignId,
    kind: pledge.kind,
    amount_minor: pledge.kind === 'money' ? pledge.amountMinor : null,
    currency: pledge.kind === 'money' ? pledge.currency : null,
    frequency: pledge.kind === 'money' ? pledge.frequency : null,
    count: pledge.kind === 'money' ? null : pledge.count,
    action: pledge.kind === 'action' ? pledge.action : null,
    created_at: signup.at.toISOString(),
  }));
  await tx.execute(sql`
    insert into pledges (id, signup_id, contact_id, campaign_id, kind, amount_minor, currency, frequency, count, action,
      created_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as given(id uuid, signup_id uuid, contact_id uuid,
      campaign_id uuid, kind text, amount_minor bigint, currency text, frequency text, count int, action text,
      created_at timestamptz)`);
}

function signupRecorded(signup: RecordedSignup): NewActivity {
  return {
    kind: 'signup.recorded',
    contactId: signup.contactId,
    campaignId: signup.campaignId,
    data: { signupId: signup.id, consented: signup.submission.consented },
    at: signup.at,
  };
}

function pledgeMade({ id, signup, pledge }: MadePledge): NewActivity {
  return {
    kind: 'pledge.made',
    contactId: signup.contactId,
    campaignId: signup.campaignId,
    data: { pledgeId: id, signupId: signup.id, ...pledge },
    at: signup.at,
  };
}
