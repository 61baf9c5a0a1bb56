/** Every job there is, with what it is given. A payload holds ids alone: the rows are the truth. */
export interface JobPayloads {
  'followups.enrol': { activityIds: string[] };
  'followups.plan-booking-mails': { activityIds: string[] };
  'followups.send': { messageId: string };
  'signups.mail-held': { heldId: string };
  'signups.drop-held': { heldId: string };
  'organizers.mail-sign-in-link': { email: string; next: string; locale: 'fr' | 'en' };
}

export type JobName = keyof JobPayloads;

declare global {
  namespace GraphileWorker {
    /** Tells the queue's library what each job is given. */
    interface Tasks extends JobPayloads {}
  }
}
