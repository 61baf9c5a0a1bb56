/** What the button of a mail asks for, by where it leads; `contact` names the column of who did it. */
const done = (table: string, contact = 'contact_id', moment = 'created_at') =>
  `exists (select from ${table} where ${contact} = m.contact_id and campaign_id = m.campaign_id and ${within(moment)})`;

/**
 * Whether whoever got a mail did what it asks for in the days after it, in its campaign: as text for a statement with the
 * mail as `m` and its broadcast as `broadcasts`. There is no tracking in Terrain, so what is counted is the act: it may
 * have come about without the mail, in both halves of a comparison alike.
 */
export const hasActed = `(case broadcasts.content ->> 'leadsTo'
  when 'shifts' then ${done('bookings')}
  when 'pledge' then ${done('pledges')}
  when 'share' then ${done('recruits', 'recruiter_id', 'at')}
  when 'form' then ${done('signups')}
  else ${['bookings', 'pledges', 'reports', 'signups'].map((table) => done(table)).join(' or ')} end)`;

/** Whether whoever got a mail left in the days after it. */
export const hasLeft = `exists (select from consents where contact_id = m.contact_id and purpose = 'follow-up'
  and channel = 'email' and action = 'withdrawn' and ${within('at')})`;

function within(moment: string): string {
  const days = `make_interval(hours => 24 * (broadcasts.content ->> 'outcomeDays')::int)`;
  return `${moment} >= m.sent_at and ${moment} < m.sent_at + ${days}`;
}

/** The same of the recipient `t`, read from their mail: what is kept when everything that it is read from is erased. */
export function keptOutcome(outcome: string): string {
  return `exists (select from messages m join broadcasts on broadcasts.id = t.broadcast_id
    where m.subject_id = t.id and m.name = 'broadcast' and m.sent_at is not null and ${outcome})`;
}
