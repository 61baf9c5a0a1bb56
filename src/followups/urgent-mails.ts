import { bookingMails } from './booking-mails.ts';

const urgentMails = new Set(['confirm', ...bookingMails]);

/** Whether a mail answers an act of the person's own, who waits for it: it goes before those of sequences. */
export function isUrgent({ name }: { name: string }): boolean {
  return urgentMails.has(name);
}
