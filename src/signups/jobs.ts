import { campaignsById } from '../campaigns/queries.ts';
import { campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { heldUrl } from '../http/links.ts';
import type { JobPayloads } from '../jobs/names.ts';
import type { JobHandlers } from '../jobs/runner.ts';
import { fromSender } from '../mail/from.ts';
import { renderMail } from '../mail/templates.ts';
import { dropHeld } from './drop-held.ts';
import { takeHeld } from './take-held.ts';

export const signupJobs = {
  'signups.mail-held': mailHeld,
  'signups.drop-held': ({ db }, { heldId }) => dropHeld(db, heldId),
} satisfies Partial<JobHandlers>;

/**
 * Asks the owner of an address whether the form that was sent under it, without the proof of work, is theirs. The mail
 * holds nothing that was typed.
 * @throws Error when the transport asks to be tried again later.
 */
async function mailHeld(deps: Deps, { heldId }: JobPayloads['signups.mail-held']): Promise<void> {
  const { config, db, clock } = deps;
  const taken = await takeHeld(db, heldId, clock.now());
  if (!taken) return;
  const { signup: held, to } = taken;
  const campaign = (await campaignsById(db, [held.campaignId])).get(held.campaignId);
  const view =
    campaign && (campaignView(campaign, held.locale) ?? campaignView(campaign, campaign.settings.defaultLocale));
  if (!view) return;
  const { sender, colour } = view.settings;
  const mail = await renderMail({
    name: 'confirm',
    locale: view.locale,
    campaign: { title: view.text.title, colour, sender },
    confirmUrl: heldUrl(config, { heldId, since: new Date(held.at) }),
  });
  const outcome = await deps.mailer.send(
    {
      ...mail,
      to,
      from: fromSender(sender.name, config.mailFrom),
      replyTo: sender.email,
      headers: {},
      attachments: [],
    },
    `held/${heldId}`,
  );
  // Also where the transport takes nothing at all: somebody waits for this one, and it is asked for once.
  if (outcome.kind === 'again' || outcome.kind === 'stopped') {
    throw new Error(`the mail was not taken: ${outcome.reason}`);
  }
  if (outcome.kind === 'refused') throw new PermanentError(`the mail was refused: ${outcome.reason}`);
}
