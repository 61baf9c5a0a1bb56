import type { Origin } from '../attribution/origin.ts';
import { shareCode } from '../attribution/share-code.ts';
import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { needsConfirmation } from '../consents/needs-confirmation.ts';
import { isConnectionError } from '../db/connection-error.ts';
import { inTime } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { hashAddress, hashOnBehalf } from '../http/client-address.ts';
import type { PostedForm } from '../http/read-form.ts';
import type { FieldError } from '../ui/form-state.ts';
import { readSubmission, type Submission } from './form.ts';
import { type FormDefinition, formDefinition } from './form-definition.ts';
import { createHoldLimit, holdSignup } from './hold-signup.ts';
import { createSignupLimit, type Excess } from './limit.ts';
import { isRecorded } from './queries.ts';
import type { NewSignup } from './record-signups.ts';

/** A submission as it came, whatever the door. `id` is the key by which twice is once; `address` the client's. */
export type Post = {
  id: string;
  campaign: Campaign;
  view: CampaignView;
  form: PostedForm;
  /** The client's; undefined where a server or a kiosk sends for its people: it has a limit of its own. */
  address: string | undefined;
  /** Whoever keeps no count of addresses is told apart by this in the ledger: a server's key, a kiosk. */
  onBehalf?: string;
  /** Where it came from, as far as the door can tell. */
  origin?: Origin | undefined;
  at: Date;
  /** Whether it is to be kept aside until the owner of its address presses the button in a mail. */
  aside?: boolean;
  /** What the form asked for where it was filled in, if that was not what the campaign asks for today. */
  definition?: FormDefinition;
};

/**
 * What became of a submission. `kept` is said after the commit, `again` where it had been there before; `held`, where it
 * waits for its mail; `unavailable`, when it may be sent again as it is. `retryAfter` is in seconds.
 */
export type Reception =
  | { outcome: 'kept'; again: boolean; submission: Submission }
  | { outcome: 'held' }
  | { outcome: 'invalid'; errors: Partial<Record<string, FieldError>> }
  | { outcome: 'too-many'; whose: Excess['whose']; retryAfter: number }
  | { outcome: 'unavailable'; retryAfter: number };

/**
 * The one way in for sign-ups: what the campaign asks for is checked, the client's address is counted, and the intake
 * commits it. The traps are the door's own, for each door has others.
 */
export function createReceiveSignup(deps: Deps): (post: Post) => Promise<Reception> {
  const { config, db, intake, refusals } = deps;
  const limit = createSignupLimit(deps);
  const holdLimit = createHoldLimit(db);

  return async ({ id, campaign, view, form, address, onBehalf, origin, at, aside = false, definition }) => {
    const parsed = await readSubmission(form, definition ?? formDefinition(campaign, view));
    if (!parsed.ok) return { outcome: 'invalid', errors: parsed.errors };
    const { submission } = parsed;
    const clientHash =
      address === undefined ? hashOnBehalf(config.secret, onBehalf ?? '') : hashAddress(config.secret, address);
    // The same form once more is no further sign-up: it gets the same answer, however often.
    if (!intake.has(id)) {
      const counted = { id, client: address === undefined ? undefined : clientHash, email: submission.email };
      const excess =
        (await limit.admit(counted)) ?? (aside ? await holdLimit({ clientHash, campaignId: campaign.id }) : undefined);
      if (excess) {
        await limit.settle(id, 'not-kept');
        // Recorded by another machine, or before a restart: the same answer, whatever the limit says now.
        if (await isRecorded(db, id)) return { outcome: 'kept', again: true, submission };
        return { outcome: 'too-many', ...excess };
      }
    }
    const signup: NewSignup = {
      id,
      campaignId: campaign.id,
      locale: view.locale,
      submission,
      needsConfirmation: needsConfirmation(campaign.settings),
      clientHash,
      origin,
      shareCode: shareCode(config.secret, 'signup', id),
      at,
    };
    try {
      if (aside) await inTime(holdSignup(db, signup));
      const isNew = aside || (await intake.submit(signup));
      await limit.settle(id, 'kept');
      if (aside) return { outcome: 'held' };
      refusals.noteKept(campaign.id);
      return { outcome: 'kept', again: !isNew, submission };
    } catch (error) {
      // Not waited for: the count may be in the database that does not answer.
      void limit.settle(id, 'not-kept').catch(deps.onStale);
      const away = isConnectionError(error) || (error instanceof AppError && error.kind === 'unavailable');
      if (!away) throw error;
      deps.onStale(error);
      return { outcome: 'unavailable', retryAfter: (error instanceof AppError && error.retryAfter) || 5 };
    }
  };
}
