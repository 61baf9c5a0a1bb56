import type { JobHandlers } from '../jobs/runner.ts';
import type { ReplyActs } from './acts.ts';
import { fetchReceivedMail } from './fetch-received.ts';
import { sendAnswer } from './send-answer.ts';
import { tellOwner } from './tell-owner.ts';

/** The jobs of replies; `acts` is what a reply does in other features. */
export function replyJobs(acts: ReplyActs) {
  return {
    'replies.fetch': (deps, { emailId }) => fetchReceivedMail(deps, emailId, acts),
    'replies.tell-owner': (deps, { activityIds }) => tellOwner(deps, activityIds),
    'replies.send-answer': (deps, { answerId }) => sendAnswer(deps, answerId),
  } satisfies Partial<JobHandlers>;
}
