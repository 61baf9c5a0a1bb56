import { type SQL, sql } from 'drizzle-orm';
import { escapeLiteral } from 'pg';
import { fold } from '../contacts/fold.ts';
import { familyNames, givenNames, neighbourhoods } from './names.ts';

/** What a batch of made-up people is made from. */
export type Batch = {
  seed: number;
  /** Numbers of the people, the first and the last. */
  from: number;
  to: number;
  /** Of all that there will be: their days are spread over a year that ends now. */
  total: number;
  now: Date;
};

/**
 * The statements that write a batch of people and everything about them, each set-based. All that chance decides comes
 * from a hash of the seed and the person's number: the same seed makes the same people.
 */
export function demoRows(batch: Batch): SQL[] {
  return [people(batch), contacts, signups, consents, pledges, bookings, reports, activities, attempts, tagged, notes];
}

/** A whole number from 0 to `below` - 1 by a person's number; `salt` keeps one question's answers from another's. */
const dice = (salt: number, below: number, number = 'n') =>
  `((hashint8extended(${number}::bigint, seed + ${salt}) & 2147483647) % ${below})`;
/** A UUIDv7 (RFC 9562) of a moment. */
const id = (
  at: string,
  salt: number,
  number = 'n',
) => `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0')
  || '7' || lpad(to_hex(hashint8extended(${number}::bigint, seed + ${salt}) & 4095), 3, '0')
  || '8' || lpad(to_hex(hashint8extended(${number}::bigint, seed + ${salt + 1}) & 1152921504606846975), 15, '0'))::uuid`;
const list = (values: string[]) => `(array[${values.map((value) => escapeLiteral(value)).join(', ')}])`;
const oneOf = (values: string[], salt: number) => `${list(values)}[1 + ${dice(salt, values.length)}]`;

/** How many shifts each campaign is given for made-up people to book. */
export const shiftsEach = 20;

const letters = 'ABCEGHJKLMNPRSTVWXYZ';

/** Who the people of a batch are, kept for as long as its transaction. */
function people({ seed, from, to, total, now }: Batch): SQL {
  return sql`
    create temporary table demo_people on commit drop as
    select n, seed, at, now, first_name, last_name, first_folded, last_folded, postal_code, confirmed, granted,
      booked, pledged, campaign_id,
      ${sql.raw(id('at', 10))} as id, ${sql.raw(id('at', 20))} as signup_id,
      replace(first_folded, ' ', '') || '.' || replace(last_folded, ' ', '') || '.' || n || '@demo.example.org' as email,
      case when ${sql.raw(dice(1, 5))} = 0 then 'en' else 'fr' end as locale
    from (
      select n, ${seed}::bigint as seed, ${now.toISOString()}::timestamptz as now,
        ${now.toISOString()}::timestamptz - interval '365 days' * (1 - n::float8 / ${total}::int) - interval '1 minute' as at
      from generate_series(${from}::int, ${to}::int) as n
    ) as numbered,
    lateral (
      select ${sql.raw(dice(2, givenNames.length))} as given, ${sql.raw(dice(3, familyNames.length))} as family
    ) as chosen,
    lateral (
      select ${sql.raw(list(givenNames))}[1 + given] as first_name, ${sql.raw(list(familyNames))}[1 + family] as last_name,
        ${sql.raw(list(givenNames.map(fold)))}[1 + given] as first_folded,
        ${sql.raw(list(familyNames.map(fold)))}[1 + family] as last_folded,
        ${sql.raw(
          oneOf(
            neighbourhoods.map(({ prefix }) => prefix),
            4,
          ),
        )} || ' ' || ${sql.raw(dice(5, 10))}
          || substr('${sql.raw(letters)}', 1 + ${sql.raw(dice(6, 20))}::int, 1) || ${sql.raw(dice(7, 10))} as postal_code,
        ${sql.raw(dice(8, 10))} < 6 as confirmed, ${sql.raw(dice(9, 10))} < 7 as granted,
        ${sql.raw(dice(30, 10))} < 2 as booked, ${sql.raw(dice(31, 20))} < 3 as pledged,
        (select id from demo_campaigns where place = ${sql.raw(dice(32, 3))}) as campaign_id
    ) as made`;
}

const contacts = sql.raw(`
  insert into contacts (id, email, first_name, last_name, phone, postal_code, locale, availability, first_folded,
    last_folded, confirmed_at, owner_id, team_id, created_at, updated_at)
  select id, email, first_name, last_name,
    case when ${dice(33, 2)} = 0 then '+1514555' || lpad((n % 10000)::text, 4, '0') else '' end, postal_code, locale,
    case when ${dice(34, 2)} = 0 then array['evenings', 'weekends'] else '{}' end, first_folded, last_folded,
    case when confirmed then at + interval '20 minutes' end,
    case when ${dice(35, 10)} < 3 then (select id from demo_owners where place = ${dice(36, 1000)} % howmany limit 1) end,
    (select id from demo_teams where prefix = left(postal_code, 3)), at, at
  from demo_people`);

/** One for each person, and a second one in the next campaign for every other. */
const signups = sql.raw(`
  insert into signups (id, campaign_id, contact_id, locale, answers, consented, client_hash, via, source, created_at)
  select signup_id, campaign_id, id, locale, answers, granted, '', via, case when via = 'link' then source else '' end, at
  from demo_people, lateral (
    select jsonb_build_object('email', email, 'firstName', first_name, 'lastName', last_name, 'postalCode', postal_code)
      as answers, (array['direct', 'link', 'link', 'person'])[1 + ${dice(37, 4)}] as via,
      (array['facebook', 'infolettre', 'affiche', 'instagram'])[1 + ${dice(38, 4)}] as source
  ) as sent
  union all
  select ${id('later', 40)}, (select other.id from demo_campaigns as own join demo_campaigns as other
      on other.place = (own.place + 1) % 3 where own.id = campaign_id),
    demo_people.id, locale, jsonb_build_object('email', email, 'firstName', first_name), false, '', 'direct', '', later
  from demo_people, lateral (select at + (now - at) * 0.3 as later) as moment
  where n % 2 = 0`);

const consents = sql.raw(`
  insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, needs_confirmation, locale, source, at)
  select ${id('at', 50)}, id, campaign_id, 'follow-up', 'email', 'granted',
    'Oui, écrivez-moi à propos de la suite de cette campagne.', true, locale, 'form', at
  from demo_people where granted
  union all
  select ${id("at + interval '20 minutes'", 52)}, id, campaign_id, 'follow-up', 'email', 'granted',
    'Oui, écrivez-moi à propos de la suite de cette campagne.', false, locale, 'confirm-page', at + interval '20 minutes'
  from demo_people where granted and confirmed
  union all
  select ${id('at + (now - at) * 0.8', 54)}, id, campaign_id, 'follow-up', 'email', 'withdrawn', 'Me désinscrire', false,
    locale, 'one-click', at + (now - at) * 0.8
  from demo_people where granted and ${dice(39, 20)} = 0`);

const pledges = sql.raw(`
  insert into pledges (id, signup_id, contact_id, campaign_id, kind, amount_minor, currency, frequency, count, action,
    reported_at, created_at)
  select ${id('at', 60)}, signup_id, id, campaign_id, kind,
    case when kind = 'money' then (array[1000, 2000, 5000, 10000])[1 + ${dice(62, 4)}] end,
    case when kind = 'money' then 'CAD' end, case when kind = 'money' then 'once' end,
    case when kind <> 'money' then 1 + ${dice(63, 20)} end, case when kind = 'action' then 'doors' end,
    case when ${dice(64, 10)} < 4 then at + (now - at) * 0.5 end, at
  from demo_people, lateral (select (array['money', 'hours', 'action'])[1 + ${dice(65, 3)}] as kind) as promised
  where pledged`);

const bookings = sql.raw(`
  insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
  select ${id('at', 70)}, shift.id, demo_people.id, shift.campaign_id, locale,
    case when ${dice(72, 10)} = 0 then 'cancelled' when shift.starts_at > now then 'booked'
      when ${dice(73, 10)} < 7 then 'attended' else 'missed' end, at, least(now, greatest(at, shift.starts_at))
  from demo_people
    -- In a campaign that one signed up to, as the application has it.
    join demo_shifts as shift on shift.campaign_id = demo_people.campaign_id and shift.place % ${shiftsEach} = ${dice(74, shiftsEach)}
  where booked`);

const reports = sql.raw(`
  insert into reports (id, contact_id, campaign_id, booking_id, kind, count, needs_help, created_at)
  select ${id('bookings.changed_at', 80)}, bookings.contact_id, bookings.campaign_id, bookings.id, bookings.state,
    ${dice(82, 60)}, ${dice(83, 20)} = 0, bookings.changed_at
  from demo_people join bookings on bookings.contact_id = demo_people.id
  where bookings.state in ('attended', 'missed') and ${dice(84, 10)} < 7`);

/** Five lines for each person. */
const activities = sql.raw(`
  insert into activities (id, contact_id, campaign_id, kind, data, at)
  select ${id('moment', 90, 'n * 5::bigint + line')}, id, campaign_id, kind,
    case when kind = 'message.sent' then '{"subject": "Bienvenue"}'::jsonb else '{}' end, moment
  from demo_people, generate_series(0, 4) as line,
  lateral (select least(now, at + line * interval '2 hours' + (now - at) * line * 0.05) as moment,
    case when line = 0 or line = 1 and n % 2 = 0 then 'signup.recorded' when line = 2 and confirmed then 'contact.confirmed'
      when line = 3 and booked then 'booking.made' when line = 3 and pledged then 'pledge.made'
      else 'message.sent' end as kind) as happened`);

const attempts = sql.raw(`
  insert into contact_attempts (id, contact_id, organizer_id, outcome, at)
  select ${id("at + interval '1 day'", 100)}, demo_people.id, contacts.owner_id,
    (array['called', 'wrote', 'met', 'no-answer'])[1 + ${dice(102, 4)}], least(now, at + interval '1 day')
  from demo_people join contacts using (id) where ${dice(103, 10)} < 4`);

const tagged = sql.raw(`
  insert into contact_tags (contact_id, tag_id, at)
  select demo_people.id, demo_tags.id, at from demo_people join demo_tags on place = ${dice(110, 8)} where ${dice(111, 2)} = 0`);

const notes = sql.raw(`
  insert into notes (id, contact_id, organizer_id, body, at)
  select ${id('at', 120)}, demo_people.id, contacts.owner_id, 'Préfère être appelée le soir.', at
  from demo_people join contacts using (id) where ${dice(122, 20)} = 0`);
