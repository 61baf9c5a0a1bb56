import { type SQL, sql } from 'drizzle-orm';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { mailboxMails } from '../mail/table.ts';
import { may } from './permissions.ts';
import { organizers } from './table.ts';

/**
 * Which mails of the mailbox an organizer may see, as a condition over `mailbox_mails`; undefined: all of them. Whoever
 * holds another organizer's sign-in link becomes that organizer, so mails to the others are left to those who give
 * rights.
 */
export function mailboxScope({ id, role }: Pick<SignedInOrganizer, 'id' | 'role'>): SQL | undefined {
  if (may(role, 'rights.manage')) return undefined;
  return sql`not exists (
    select from ${organizers} where ${organizers.email} = lower(${mailboxMails.to}) and ${organizers.id} <> ${id})`;
}
