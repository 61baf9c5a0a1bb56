import { iso, neutralised } from '../cells.ts';
import { email, firstName, id, language, lastName, phone, postalCode } from './contact-cells.ts';
import type { Preset } from './preset.ts';

const confirmationCounts = "c.confirmed_at > coalesce(withdrawn.at, '-infinity')";

const consentState = `case when granted.at is not null then 'granted' when granted.asked_at is not null then 'unconfirmed'
  when withdrawn.at is not null then 'withdrawn' else 'none' end`;

/**
 * Terrain's own columns. Times are ISO 8601 in UTC with offset; lists are joined by `|`, which no key or slug holds.
 *
 * - `email_consent`: `granted`, `unconfirmed` (a form asked for it, and the address's owner has yet to say yes),
 *   `withdrawn` or `none`, as the one that sends reads the ledger: in the export of one campaign a grant counts that
 *   was given to it, and a withdrawal whoever it was said to; `email_consent_at`: since when.
 *   Follow-up mail is welcome where it is granted, and only there.
 * - `email_confirmed_at`: when the address was confirmed, if no withdrawal came after it; `address_confirmed_at`: when
 *   it was, whatever came after.
 * - `suppressed`: why no mail goes to the address whatever its consent says, or empty.
 * - `campaigns`: slugs of the campaigns signed up to.
 * - `source_kind`: how the contact first came, `direct`, `link`, `site` or `person`, to the campaign where the export is
 *   of one; `source`: the link's `utm_source` or the site's host; `utm_medium`, `utm_campaign`: as the link said.
 * - `tags`: separated by commas, the commas within one left out; `owner`: the address of the organizer who answers this
 *   person; `team`: by its name.
 */
export const terrain: Preset = {
  columns: [
    ['id', id],
    ['email', email],
    ['first_name', firstName],
    ['last_name', lastName],
    ['phone', phone],
    ['postal_code', postalCode],
    ['language', language],
    ['availability', neutralised('c.availability_list')],
    ['skills', neutralised('c.skill_list')],
    ['email_consent', consentState],
    ['email_consent_at', iso('coalesce(granted.at, granted.asked_at, withdrawn.at)')],
    ['email_confirmed_at', iso(`case when ${confirmationCounts} then c.confirmed_at end`)],
    ['suppressed', neutralised("coalesce(suppression.reason, '')")],
    ['campaigns', "coalesce(joined.slugs, '')"],
    ['created_at', iso('c.created_at')],
    ['updated_at', iso('c.updated_at')],
    ['source_kind', "coalesce(came.via, '')"],
    ['source', neutralised("coalesce(came.source, '')")],
    ['utm_medium', neutralised("coalesce(came.medium, '')")],
    ['utm_campaign', neutralised("coalesce(came.campaign, '')")],
    ['address_confirmed_at', iso('c.confirmed_at')],
    ['tags', neutralised("coalesce(tagged.names, '')")],
    ['owner', neutralised("coalesce(owner.email, '')")],
    ['team', neutralised("coalesce(team.name, '')")],
  ],
};
