/** Every job there is, with what it is given. A payload holds ids alone: the rows are the truth. */
export interface JobPayloads {
  'followups.enrol': { activityIds: string[] };
  'followups.look-for-starts': Record<string, never>;
  'sequences.send-test': { id: string; sequenceId: string; step: string; locale: 'fr' | 'en'; organizerId: string };
  'followups.replan': { sequenceId: string };
  'followups.plan-booking-mails': { activityIds: string[] };
  /** `dueBy` (ISO 8601): what is due by then is due, whatever this machine's clock says. */
  'followups.send': { dueBy?: string };
  /** `dueBy`: the batch is yet to be made, of what is due by then. `tried`: so often before, by other jobs. */
  'followups.send-batch': { batchId: string; dueBy?: string; tried?: number };
  'shifts.follow-change': { shiftId: string };
  'shifts.end-hold': { shiftId: string };
  'shifts.watch': object;
  'shifts.warn-leader': { shiftId: string; organizerId: string };
  'delivery.take-events': object;
  'delivery.forget-events': object;
  /** Looks whether too many of a campaign's mails have bounced. */
  'delivery.guard': { campaignId: string };
  /** `at`: when it was paused (ISO 8601). */
  'delivery.tell-owners': { campaignId: string; at: string };
  'signups.mail-held': { heldId: string };
  'signups.drop-held': { heldId: string };
  'outreach.start-clocks': { activityIds: string[] };
  'outreach.pass-on': Record<string, never>;
  'outreach.reassign': Record<string, never>;
  'outreach.plan-waiting-mails': { day: string };
  'outreach.send-waiting-mail': { organizerId: string; day: string };
  /** The id under which Resend keeps a mail that came in. */
  'replies.fetch': { emailId: string };
  'replies.tell-owner': { activityIds: string[] };
  'replies.send-answer': { answerId: string };
  /**
   * `before`: the prefixes that the team had; `starts`: the beginnings of postal codes that are left to go through, the
   * first of them behind `from`; `moved`: how many contacts these jobs have put elsewhere.
   */
  'teams.reassign': {
    teamId: string;
    savingId: string;
    organizerId: string;
    before: string[];
    starts: string[];
    from: string;
    moved: number;
  };
  'exports.make': { exportId: string };
  'exports.drop': { exportId: string };
  'imports.check': { importId: string };
  'imports.run': { importId: string };
  'imports.undo': { importId: string };
  'imports.drop-file': { importId: string };
  'imports.forget': { importId: string };
  /** `undoneBy`: who has the act undone; left out where it is to be run. */
  'bulk-acts.run': { actId: string; undoneBy?: string };
  'broadcasts.run': { broadcastId: string };
  /** `testId`: the form's; the key that makes twice once. */
  'broadcasts.send-test': {
    broadcastId: string;
    organizerId: string;
    testId: string;
    locale: 'fr' | 'en';
    variant: 'a' | 'b';
  };
  'imports.turn-campaign': { campaignId: string };
  /** What changed goes into the sync states of every connector. */
  'crm.fold': object;
  'crm.push': { connectorId: string };
  'crm.pull': { connectorId: string };
  /** What CRMs told of their own accord. */
  'crm.take-in': object;
  'crm.forget-inbound': object;
  'crm.run': { runId: string };
  'crm.test': { connectorId: string };
  /** `code`: sealed, for a minute it is worth a key. */
  'crm.redeem': { connectorId: string; code: string };
  /** Wakes whatever waits, whyever nobody has. */
  'crm.watch': object;
  'crm.forget': object;
  'organizers.mail-sign-in-link': { email: string; next: string; locale: 'fr' | 'en' };
  'organizers.mail-invitation': { email: string; by: string; locale: 'fr' | 'en' };
  'privacy.find-duplicates': object;
  'privacy.nightly': object;
  'privacy.erase-many': { actId: string };
  /** Keyed hashes of the addresses of somebody who was erased, and when (ISO 8601). */
  'privacy.sweep': { hashes: string[]; since: string };
}

export type JobName = keyof JobPayloads;

declare global {
  namespace GraphileWorker {
    /** Tells the queue's library what each job is given. */
    interface Tasks extends JobPayloads {}
  }
}
