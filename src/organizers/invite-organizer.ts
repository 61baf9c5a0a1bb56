import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { Locale } from '../locales/index.ts';

/** `by`: what the one who invites is called; `locale`: the language of the mail. */
export type InvitationMail = { email: string; by: string; locale: Locale };

/** Has a link to sign in with mailed to an organizer, in a mail that says who invites them. */
export async function inviteOrganizer(deps: Deps, invitation: InvitationMail): Promise<void> {
  await enqueue(deps.db, 'organizers.mail-invitation', invitation);
}
