import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { hashAddress } from '../http/client-address.ts';
import type { PostedForm } from '../http/read-form.ts';
import { messages } from '../locales/index.ts';
import type { FieldError } from '../ui/form-state.ts';
import { readSubmission } from './form.ts';
import { createSignupLimit } from './limit.ts';

/** A submission as it came, whatever the door. `id` is the key by which twice is once; `address` the client's. */
export type Post = {
  id: string;
  campaign: Campaign;
  view: CampaignView;
  form: PostedForm;
  address: string;
  at: Date;
  /** The sentence beside the consent's box as it was shown, where that was not today's. */
  wording?: string;
  /** Another door than the landing page's: it has a limit of its own, for a whole table is one address. */
  source?: { kind: 'kiosk'; name: string };
};

/** What became of a submission. `kept` is said after the commit; `unavailable`, when it may be sent again as it is. */
export type Reception =
  | { outcome: 'kept' }
  | { outcome: 'invalid'; errors: Partial<Record<string, FieldError>> }
  | { outcome: 'too-many' }
  | { outcome: 'unavailable'; retryAfter: number };

/**
 * The one way in for sign-ups: what the campaign asks for is checked, the client's address is counted, and the intake
 * commits it. The traps are the door's own, for each door has others.
 */
export function createReceiveSignup(deps: Deps): (post: Post) => Promise<Reception> {
  const { config, intake } = deps;
  const limit = createSignupLimit(config.signupLimitPerMinute);

  return async ({ id, campaign, view, form, address, at, wording, source }) => {
    const parsed = await readSubmission(form, campaign.settings, Object.keys(view.text.skills));
    if (!parsed.ok) return { outcome: 'invalid', errors: parsed.errors };
    // The same form once more is no further sign-up: it gets the same answer, however often.
    if (!source && !intake.has(id) && !(await limit.admit(id, address))) {
      await limit.settle(id, address, 'not-kept');
      return { outcome: 'too-many' };
    }
    const { sender } = campaign.settings;
    try {
      await intake.submit({
        id,
        campaignId: campaign.id,
        locale: view.locale,
        submission: parsed.submission,
        consentWording: wording ?? messages(view.locale).pages.consent.consentWording({ sender: sender.name }),
        clientHash: hashAddress(config.secret, address),
        at,
      });
      await limit.settle(id, address, 'kept');
      return { outcome: 'kept' };
    } catch (error) {
      await limit.settle(id, address, 'not-kept');
      if (!(error instanceof AppError) || error.kind !== 'unavailable') throw error;
      deps.onStale(error);
      return { outcome: 'unavailable', retryAfter: error.retryAfter ?? 5 };
    }
  };
}
