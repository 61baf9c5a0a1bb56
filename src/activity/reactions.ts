import type { JobName, JobPayloads } from '../jobs/names.ts';

/** Jobs that can react: they are handed the activities they react to. */
type Reaction = { [Name in JobName]: JobPayloads[Name] extends { activityIds: string[] } ? Name : never }[JobName];

/**
 * What follows from what: the one table of reactions. A new consequence is one name here and one handler.
 * Each job is handed every activity of its kind that one transaction recorded. Whose act a kind is, `own-acts.ts` says.
 */
export const reactions = {
  'signup.recorded': ['followups.enrol', 'outreach.start-clocks'],
  'pledge.made': ['followups.enrol'],
  'contact.confirmed': ['followups.enrol'],
  'booking.made': ['followups.plan-booking-mails', 'followups.enrol'],
  'booking.cancelled': ['followups.plan-booking-mails'],
  'report.recorded': ['followups.enrol'],
  'consent.withdrawn': ['followups.enrol'],
  /** A form asked for a seat that its contact had already. */
  'booking.repeated': [],
  /** Its shift has another time or place. */
  'booking.moved': ['followups.plan-booking-mails'],
  /** The contact said "I'm coming". */
  'booking.confirmed': [],
  /** Seen at the door; what they say themselves is a report. */
  'booking.attended': ['followups.enrol'],
  /** Not there after all: the tap at the door was a slip. */
  'booking.unattended': ['followups.enrol'],
  /** On the waiting list of a full shift: put there, offered a seat for a time. */
  'wait.joined': [],
  'wait.offered': ['followups.plan-booking-mails'],
  'wait.ended': [],
  /** "I have 30 minutes." */
  'time.offered': [],
  'message.sent': [],
  /** A person answered a mail of ours, and an organizer them. */
  'reply.received': ['replies.tell-owner'],
  'reply.answered': [],
  /** On the timeline of whoever shared the link, and of whoever came through it. */
  'recruit.joined': [],
  'contact.recruited': [],
  /** What organizers did for a contact, person to person. */
  'contact.answered': [],
  'contact.tried': [],
  'contact.assigned': [],
  'contact.passed-on': [],
  'contact.edited': [],
  'contact.address-changed': ['followups.enrol'],
  'contact.tagged': [],
  'contact.untagged': [],
  /** Put into a campaign's sequence together with others, and taken out of it again. */
  'contact.enrolled': [],
  'contact.taken-out': [],
  'clock.closed': [],
  'note.added': [],
  /** Two contacts were made one, and parted again; on the timeline of both. */
  'contact.merged': [],
  'contact.separated': [],
} as const satisfies Record<string, readonly Reaction[]>;

export type ActivityKind = keyof typeof reactions;
