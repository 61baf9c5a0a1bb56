import { and, eq, isNotNull } from 'drizzle-orm';
import { campaignsById } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { campaignPauses } from '../followups/table.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { renderMail } from '../mail/templates.ts';
import { organizers } from '../organizers/table.ts';

/** Writes to the owners that a campaign's sending was paused, and why. @throws Error to be tried again later. */
export async function tellOwners(deps: Deps, { campaignId, at }: JobPayloads['delivery.tell-owners']): Promise<void> {
  const campaign = (await campaignsById(deps.db, [campaignId])).get(campaignId);
  const [pause] = await deps.db
    .select()
    .from(campaignPauses)
    .where(and(eq(campaignPauses.campaignId, campaignId), isNotNull(campaignPauses.pausedAt)));
  if (!campaign || !pause || pause.reason === 'organizer') return;
  const locale = deps.config.defaultLocale;
  const owners = await deps.db.select().from(organizers).where(eq(organizers.role, 'owner'));
  const refused: string[] = [];
  for (const owner of owners) {
    const text = campaign.texts[locale] ?? campaign.texts[campaign.settings.defaultLocale];
    const mail = await renderMail({
      name: 'paused',
      locale,
      title: text?.title ?? campaign.slug,
      reason: pause.reason,
      sent: pause.sent,
      counted: pause.counted,
      deliveryUrl: `${deps.config.baseUrl}/admin/delivery`,
    });
    const outcome = await deps.mailer.send(
      { ...mail, to: owner.email, from: deps.config.mailFrom, headers: {}, attachments: [] },
      `paused/${campaignId}/${at}/${owner.id}`,
    );
    if (outcome.kind === 'again') throw new Error(`the notice was not taken: ${outcome.reason}`);
    if (outcome.kind !== 'sent') refused.push(outcome.reason);
  }
  // It stands on the page all the same.
  if (refused.length > 0) deps.log.warn({ refused }, 'owners could not be told that a campaign was paused');
}
