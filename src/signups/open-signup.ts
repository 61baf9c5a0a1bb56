import { type Campaign, campaignsById } from '../campaigns/queries.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readToken, type TokenPurpose } from '../http/token.ts';
import { findSignup, type Signup } from './queries.ts';

/** A sign-up that a signed link speaks for. */
export type OpenedSignup = { signup: Signup; campaign: Campaign; view: CampaignView };

/**
 * Reads a link that speaks for one sign-up: the page right after the form, or the confirmation of its address. The
 * first is held by whoever sent the form, so nothing that is known of the contact may be shown behind it.
 * @throws AppError `forbidden` for a link that we did not sign, `gone` for one that has expired or leads to nothing.
 */
export async function openSignup(
  deps: Deps,
  purpose: TokenPurpose & ('signup' | 'confirm'),
  token: string,
): Promise<OpenedSignup> {
  const content = readToken(deps.config.secret, purpose, token);
  const [signupId] = content?.ids ?? [];
  if (!content || !signupId) throw new AppError('forbidden');
  if (content.at < deps.clock.now()) throw new AppError('gone');
  const signup = await findSignup(deps.db, signupId);
  const campaign = signup && (await campaignsById(deps.db, [signup.campaignId])).get(signup.campaignId);
  const view = campaign && campaignView(campaign, signup.locale);
  if (!signup || !campaign || !view) throw new AppError('gone');
  return { signup, campaign, view };
}
