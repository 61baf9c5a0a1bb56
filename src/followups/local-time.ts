import { type SQL, sql } from 'drizzle-orm';

/**
 * The zone that a Canadian postal code tells, by the letter of its province; where a province has several, by the parts
 * that live by another one (Canada Post's forward sortation areas). Null for any other code: a French and an American
 * one look the same.
 */
const zoneOfPostalCode = (code: SQL) => sql`case when ${code} ~ '^[A-Z][0-9][A-Z]' then
  case
    when ${code} ~ '^(A0P|A0R|A2V)' then 'America/Goose_Bay'
    when ${code} like 'A%' then 'America/St_Johns'
    when ${code} like 'B%' or ${code} like 'C%' or ${code} like 'G4T%' then 'America/Halifax'
    when ${code} like 'E%' then 'America/Moncton'
    when ${code} ~ '^(P0W|P0X|P0Y|P8N|P8T|P9|R)' then 'America/Winnipeg'
    when ${code} ~ '^[GHJKLMNP]' then 'America/Toronto'
    when ${code} like 'S%' then 'America/Regina'
    when ${code} like 'T%' then 'America/Edmonton'
    when ${code} ~ '^(V0C|V1G|V1J)' then 'America/Dawson_Creek'
    when ${code} ~ '^(V0A|V1A|V1C)' then 'America/Edmonton'
    when ${code} like 'V%' then 'America/Vancouver'
    when ${code} like 'X0A%' then 'America/Iqaluit'
    when ${code} like 'X0B%' or ${code} like 'X0C%' then 'America/Winnipeg'
    when ${code} like 'X%' then 'America/Edmonton'
    when ${code} like 'Y%' then 'America/Whitehorse'
  end end`;

/** The zone by whose clock a person lives, as far as it is known; `place` is the campaign's, which stands in for it. */
export function contactZone(code: SQL, place: SQL): SQL {
  return sql`coalesce(${zoneOfPostalCode(code)}, ${place})`;
}

/**
 * The first moment from `moment` on at which the clocks of `zone` show `hour`, on a weekday where `weekdays` holds. The
 * clocks' changes are Postgres' matter: an hour that is skipped becomes the one after.
 */
export function nextHour({ moment, zone, hour, weekdays }: Record<'moment' | 'zone' | 'hour' | 'weekdays', SQL>): SQL {
  return sql`(
    select (on_day + case when ${weekdays} then
        case extract(isodow from on_day) when 6 then interval '2 days' when 7 then interval '1 day' else interval '0' end
      else interval '0' end) at time zone (${zone})
    from (
      select at_hour + case when at_hour at time zone (${zone}) < (${moment}) then interval '1 day'
        else interval '0' end as on_day
      from (
        select date_trunc('day', (${moment}) at time zone (${zone})) + make_interval(hours => ${hour}) as at_hour
      ) as today
    ) as first)`;
}
