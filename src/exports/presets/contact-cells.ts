import { neutralised } from '../cells.ts';

/**
 * Cells that several destinations ask for, as SQL over the rows that `contacts-csv.ts` joins: `c` is the contact,
 * `granted` the grants of follow-up mail that no withdrawal came after (in the export of one campaign, those that count
 * there), `withdrawn` the last withdrawal, `sms` the same of text messages, `suppression`, `came` (how they first came)
 * and `tagged` at most one row each.
 */
export const id = 'c.id';
export const email = neutralised('c.email');
export const firstName = neutralised('c.first_name');
export const lastName = neutralised('c.last_name');
export const phone = neutralised('c.phone');
export const postalCode = neutralised('c.postal_code');
export const language = 'c.locale';
export const empty = "''";

/** ISO 3166: a postal code shows Canada by its shape, else it is the country of the campaign that they came by. */
export const country = `case when c.postal_code ~ '^[A-Z]\\d[A-Z] \\d[A-Z]\\d$' then 'CA' else coalesce(came.country, '') end`;

/** Tags in one cell, separated by commas; a comma within one would make two of it. */
export const tags = neutralised("coalesce(tagged.names, '')");

/** What was noted of them, the newest first. */
export const notes = neutralised("coalesce(noted.bodies, '')");

/** Follow-up mail is welcome: granted, where need be confirmed, not withdrawn since, and the address takes mail. */
export const mailGranted = '(granted.at is not null and suppression.email is null)';
/** They said no, or the address does: whoever asked again without confirming has still said no. */
export const mailRefused = '(suppression.email is not null or granted.at is null and withdrawn.at is not null)';

export const textsGranted = "(sms.granted_at > coalesce(sms.withdrawn_at, '-infinity'))";
export const textsRefused = "(sms.withdrawn_at >= coalesce(sms.granted_at, '-infinity'))";
