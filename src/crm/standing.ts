import { type SQL, sql } from 'drizzle-orm';
import type { CrmConnector } from './queries.ts';
import { campaignsOf } from './scope.ts';

/**
 * Where a contact stands for mail, as an expression over `contacts`: what a CRM may be told of their consent (CASL s. 6).
 * `subscribed` only with a granted entry that counts and that no withdrawal follows; at the same moment the stricter one
 * counts. An address that refuses mail is `unsubscribed`, and who never said anything is `unknown`.
 *
 * A grant is the campaign's that asked for it: where campaigns were chosen, another's grant says nothing. A withdrawal
 * says no to all of them.
 */
export function standing(connector: CrmConnector): SQL {
  const chosen = connector.campaignIds.length === 0 ? sql`true` : sql`g.campaign_id = any(${campaignsOf(connector)})`;
  return sql`
    case
      when exists (select from suppressions where suppressions.email = contacts.email) then 'unsubscribed'
      when exists (
        select from consents g
        where g.contact_id = contacts.id and g.purpose = 'follow-up' and g.channel = 'email' and g.action = 'granted'
          and (g.source <> 'form' or not g.needs_confirmation) and ${chosen}
          and not exists (
            select from consents w
            where w.contact_id = contacts.id and w.purpose = 'follow-up' and w.channel = 'email'
              and w.action = 'withdrawn' and w.at >= g.at)
      ) then 'subscribed'
      when exists (
        select from consents w
        where w.contact_id = contacts.id and w.purpose = 'follow-up' and w.channel = 'email' and w.action = 'withdrawn'
      ) then 'unsubscribed'
      else 'unknown'
    end`;
}
