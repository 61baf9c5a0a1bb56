import { type SQL, sql } from 'drizzle-orm';
import type { ActivityKind } from './reactions.ts';

/**
 * Whether an activity is the person's own: what they did, or a moment in which they were reached. What organizers, CRMs
 * and the machine do with them is none of theirs, however often it happens.
 */
const isOwn: Record<ActivityKind, boolean> = {
  'signup.recorded': true,
  'pledge.made': true,
  'contact.confirmed': true,
  'booking.made': true,
  'booking.cancelled': true,
  'report.recorded': true,
  'consent.withdrawn': true,
  // They asked for it once more.
  'booking.repeated': true,
  'booking.moved': false,
  'booking.confirmed': true,
  // Somebody else tapped, but they were there.
  'booking.attended': true,
  'booking.unattended': false,
  'wait.joined': true,
  'wait.offered': false,
  'wait.ended': true,
  'time.offered': true,
  'message.sent': false,
  'reply.received': true,
  'reply.answered': false,
  // Somebody else came through a link that they shared once.
  'recruit.joined': false,
  'contact.recruited': true,
  // Called, written to or met, and they answered; a try reached nobody.
  'contact.answered': true,
  'contact.tried': false,
  'contact.assigned': false,
  'contact.passed-on': false,
  'contact.edited': false,
  'contact.address-changed': false,
  'contact.tagged': false,
  'contact.untagged': false,
  'contact.enrolled': false,
  'contact.taken-out': false,
  'clock.closed': false,
  'note.added': false,
  'contact.merged': false,
  'contact.separated': false,
};

const ownKinds = sql.join(
  Object.entries(isOwn).flatMap(([kind, own]) => (own ? [sql`${kind}::text`] : [])),
  sql`, `,
);

/** A condition on `activities`: the person's own act. Its `by` names who else did what people mostly do themselves. */
export const isOwnAct: SQL = sql`(activities.kind in (${ownKinds}) and not activities.data ? 'by')`;
