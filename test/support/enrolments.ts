import type { Deps } from '../../src/deps.ts';

/** Has the mails of steps that a test wrote into the ledger be those of people who are in the campaign's sequence. */
export async function enrolPlanned({ db }: Pick<Deps, 'db'>): Promise<void> {
  await db.$client`
    insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step_at, started_at)
    select distinct on (s.id, m.contact_id) gen_random_uuid(), s.id, s.campaign_id, m.contact_id, m.subject_id, m.locale,
      m.created_at, m.created_at
    from messages m join sequences s on s.campaign_id = m.campaign_id
      and s.steps @> jsonb_build_array(jsonb_build_object('key', m.name))
    on conflict do nothing`;
  await db.$client`
    update messages m set subject_id = e.id from enrolments e join sequences s on s.id = e.sequence_id
    where e.contact_id = m.contact_id and e.campaign_id = m.campaign_id
      and s.steps @> jsonb_build_array(jsonb_build_object('key', m.name))`;
}
