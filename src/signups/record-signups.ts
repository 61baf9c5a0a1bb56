import { type SQL, sql } from 'drizzle-orm';
import type { ActivityKind } from '../activity/reactions.ts';
import { tracking } from '../activity/track.ts';
import { countedAs, type Origin, type Via } from '../attribution/origin.ts';
import { fold } from '../contacts/fold.ts';
import { newId } from '../db/new-id.ts';
import type { Locale } from '../locales/index.ts';
import type { Submission } from './form.ts';

/** A valid submission with everything that its record needs. */
export type NewSignup = {
  /** `submissionId`: the key by which twice is once. */
  id: string;
  campaignId: string;
  locale: Locale;
  submission: Submission;
  /** Whether its consents count only once the owner of the address has confirmed them. */
  needsConfirmation: boolean;
  clientHash: string;
  /** Where it came from; undefined where nothing tells. */
  origin: Origin | undefined;
  /** What its own share link will carry. */
  shareCode: string;
  at: Date;
};

type Executor = { execute(query: SQL): PromiseLike<Iterable<Record<string, unknown>>> };

/**
 * Records a list of submissions, all of them or none. An address may stand in the list only once. What was recorded
 * before under the same id is left as it is. Returns the ids of those that were not there yet.
 *
 * An existing contact is only completed: what a stranger types under someone's address replaces nothing.
 *
 * It is one statement, which is a transaction by itself: with one for each table, a batch waited six times for the
 * database and for its turn in this process, and a third fewer sign-ups a second were recorded.
 */
export async function recordSignups(db: Executor, signups: NewSignup[]): Promise<Set<string>> {
  const rows = signups
    .map((signup) => ({ ...sentRow(signup), ...pledgeColumns(signup) }))
    // Every transaction locks addresses in one order, so that two of them cannot wait for each other.
    .sort((a, b) => (a.typed < b.typed ? -1 : 1));
  // Most batches credit nobody, and a statement without that part is planned sooner.
  const recruiting = signups.some(({ origin }) => origin?.by !== undefined);
  const [answer] = await db.execute(sql`
    with sent as (
      select sent.*, ${mainAddress} as email from json_to_recordset(${JSON.stringify(rows)}::json) as sent(${columns})
      -- A key that was used before must not change anything, whatever else comes under it.
      where not exists (select from signups where signups.id = sent.id)
    ),
    known as (${upsertContacts} returning id as contact_id, email),
    credited as (${recruiting ? insertRecruits : nobody}),
    recorded as (${insertSignups} returning id, contact_id),
    shared as (${insertShareCodes}),
    ticked as (
      select * from json_to_recordset(${JSON.stringify(signups.flatMap(consentRows))}::json) as ticked(${consentColumns})
    ),
    granted as (${insertConsents}),
    pledged as (${insertPledges}),
    ${tracking(
      recruiting ? sql`${happened} ${recruited}` : happened,
      sql`(select string_agg(id::text, ' ') from recorded) as recorded`,
    )}`);
  return new Set(String(answer?.recorded ?? '').split(' '));
}

/**
 * Whoever signs up with an address that a merge left is the contact that it leads to. Two addresses of one contact in a
 * list are refused by Postgres as one row written twice, and the intake then commits the list one by one.
 */
const mainAddress = sql.raw(`coalesce((
    select main.email from contact_addresses further join contacts main on main.id = further.contact_id
    where further.email = sent.typed), sent.typed)`);

/** What each submission is sent to the database as. */
const columns = sql.raw(`
  id uuid, campaign_id uuid, new_contact_id uuid, activity_id uuid, typed text, first_name text,
  last_name text, phone text, postal_code text, locale text, availability text[], skills text[], first_folded text,
  last_folded text, answers jsonb, consented boolean, client_hash text, data jsonb, at timestamptz,
  pledge_id uuid, pledge_activity_id uuid, kind text, amount_minor bigint, currency text, frequency text, count int,
  action text, pledge_data jsonb, via text, source text, origin jsonb, share_code text, by_code text,
  joined_activity_id uuid, recruited_activity_id uuid`);

function sentRow({ id, campaignId, locale, submission, clientHash, origin, shareCode, at }: NewSignup) {
  return {
    id,
    campaign_id: campaignId,
    new_contact_id: newId(),
    activity_id: newId(),
    typed: submission.email,
    first_name: submission.firstName,
    last_name: submission.lastName,
    phone: submission.phone,
    postal_code: submission.postalCode,
    locale,
    availability: submission.availability,
    skills: submission.skills,
    first_folded: fold(submission.firstName),
    last_folded: fold(submission.lastName),
    answers: submission.answers,
    consented: submission.consented,
    client_hash: clientHash,
    data: { signupId: id, consented: submission.consented },
    share_code: shareCode,
    ...originColumns(origin),
    at: at.toISOString(),
  };
}

/** What each ticked box is sent to the database as. */
const consentColumns = sql.raw(`
  signup_id uuid, consent_id uuid, purpose text, channel text, subject text, wording text, wording_version text,
  needs_confirmation boolean`);

function consentRows({ id, needsConfirmation, submission }: NewSignup) {
  return submission.consents.map(({ purpose, channel, subject, wording, version }) => ({
    signup_id: id,
    consent_id: newId(),
    purpose,
    channel,
    subject,
    wording,
    wording_version: version,
    needs_confirmation: needsConfirmation,
  }));
}

/** Left out where nothing is known: most sign-ups are, and each column costs. */
function originColumns(origin: Origin | undefined) {
  if (!origin) return {};
  const recruiting = { by_code: origin.by, joined_activity_id: newId(), recruited_activity_id: newId() };
  return { origin, ...countedAs(origin), ...(origin.by === undefined ? {} : recruiting) };
}

function pledgeColumns({ id, submission: { pledge } }: NewSignup) {
  if (!pledge) return {};
  const pledgeId = newId();
  return {
    pledge_id: pledgeId,
    pledge_activity_id: newId(),
    kind: pledge.kind,
    amount_minor: pledge.kind === 'money' ? pledge.amountMinor : null,
    currency: pledge.kind === 'money' ? pledge.currency : null,
    frequency: pledge.kind === 'money' ? pledge.frequency : null,
    count: pledge.kind === 'money' ? null : pledge.count,
    action: pledge.kind === 'action' ? pledge.action : null,
    pledge_data: { pledgeId, signupId: id, ...pledge },
  };
}

const completes = sql.raw(`
  (known.first_name = '' and excluded.first_name <> '')
  or (known.last_name = '' and excluded.last_name <> '')
  or (known.phone = '' and excluded.phone <> '')
  or (known.postal_code = '' and excluded.postal_code <> '')
  or (known.availability = '{}' and excluded.availability <> '{}')
  or (known.skills = '{}' and excluded.skills <> '{}')`);

/** Every row comes back, one that nothing is added to as well: the rest of the statement has its id from here. */
const upsertContacts = sql`
  insert into contacts as known (id, email, first_name, last_name, phone, postal_code, locale, availability, skills,
    first_folded, last_folded, created_at, updated_at)
  select new_contact_id, email, first_name, last_name, phone, postal_code, locale, availability, skills,
    first_folded, last_folded, at, at
  from sent
  on conflict (email) do update set
    first_name = case when known.first_name = '' then excluded.first_name else known.first_name end,
    first_folded = case when known.first_name = '' then excluded.first_folded else known.first_folded end,
    last_name = case when known.last_name = '' then excluded.last_name else known.last_name end,
    last_folded = case when known.last_name = '' then excluded.last_folded else known.last_folded end,
    phone = case when known.phone = '' then excluded.phone else known.phone end,
    postal_code = case when known.postal_code = '' then excluded.postal_code else known.postal_code end,
    availability = case when known.availability = '{}' then excluded.availability else known.availability end,
    skills = case when known.skills = '{}' then excluded.skills else known.skills end,
    updated_at = case when ${completes} then excluded.updated_at else known.updated_at end`;

/** `recruits` says who is credited; a code that leads to nobody is as good as none. */
const insertRecruits = sql`
  insert into recruits (campaign_id, contact_id, recruiter_id, signup_id, at)
  select campaign_id, known.contact_id, sharer.contact_id, id, at
  from sent join known using (email) join share_codes sharer on sharer.code = by_code
  where exists (select from signups where contact_id = sharer.contact_id and campaign_id = sent.campaign_id)
    and not exists (select from signups where contact_id = known.contact_id and campaign_id = sent.campaign_id)
  on conflict do nothing
  returning signup_id as id, recruiter_id`;

const nobody = sql`select null::uuid as id, null::uuid as recruiter_id where false`;

const insertSignups = sql`
  insert into signups (id, campaign_id, contact_id, locale, answers, consented, client_hash, via, source, origin,
    created_at)
  select id, campaign_id, contact_id, locale, answers, consented, client_hash,
    case when recruiter_id is null then coalesce(via, ${'direct' satisfies Via}) else ${'person' satisfies Via} end,
    coalesce(source, ''), origin, at
  from sent left join known using (email) left join credited using (id)
  on conflict (id) do nothing`;

/** Who has left before comes back by their own word alone, also where a campaign asks for no confirmation. */
const hasLeft = sql`exists (
  select from consents past
  where past.contact_id = recorded.contact_id and past.purpose = ticked.purpose and past.channel = ticked.channel
    and past.subject = ticked.subject and past.action = 'withdrawn')`;

const insertShareCodes = sql`
  insert into share_codes (code, contact_id, created_at)
  select share_code, contact_id, at from sent join recorded using (id)
  on conflict do nothing`;

const insertConsents = sql`
  insert into consents (id, contact_id, campaign_id, purpose, channel, subject, action, wording, wording_version,
    needs_confirmation, locale, source, client_hash, at)
  select consent_id, contact_id, campaign_id, purpose, channel, subject, 'granted', wording, wording_version,
    case when needs_confirmation then true else ${hasLeft} end, locale, 'form', client_hash, at
  from ticked join recorded on recorded.id = ticked.signup_id join sent on sent.id = ticked.signup_id`;

const insertPledges = sql`
  insert into pledges (id, signup_id, contact_id, campaign_id, kind, amount_minor, currency, frequency, count, action,
    created_at)
  select pledge_id, id, contact_id, campaign_id, kind, amount_minor, currency, frequency, count, action, at
  from sent join recorded using (id)
  where pledge_id is not null`;

const happened = sql`
  select activity_id, contact_id, campaign_id, ${'signup.recorded' satisfies ActivityKind}, data, at
  from sent join recorded using (id)
  union all
  select pledge_activity_id, contact_id, campaign_id, ${'pledge.made' satisfies ActivityKind}, pledge_data, at
  from sent join recorded using (id)
  where pledge_id is not null`;

const recruited = sql`
  union all
  select joined_activity_id, recruiter_id, campaign_id, ${'recruit.joined' satisfies ActivityKind},
    jsonb_build_object('signupId', id, 'recruitId', contact_id), at
  from sent join recorded using (id) join credited using (id)
  union all
  select recruited_activity_id, contact_id, campaign_id, ${'contact.recruited' satisfies ActivityKind},
    jsonb_build_object('signupId', id, 'recruiterId', recruiter_id), at
  from sent join recorded using (id) join credited using (id)`;
