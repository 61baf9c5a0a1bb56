import { eq } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { renderMail } from '../mail/templates.ts';
import { organizers } from '../organizers/table.ts';
import { answerers } from '../outreach/table.ts';
import { shifts } from './table.ts';
import { shiftView } from './view.ts';

/**
 * Warns whoever leads a shift that people lack; decided again at the moment of sending, for it may have filled since.
 * It names nobody. @throws Error when the transport asks to be tried again later.
 */
export async function sendLackMail(deps: Deps, { shiftId, organizerId }: JobPayloads['shifts.warn-leader']) {
  const [found] = await deps.db
    .select({ shift: shifts, campaign: campaigns })
    .from(shifts)
    .innerJoin(campaigns, eq(campaigns.id, shifts.campaignId))
    .where(eq(shifts.id, shiftId));
  const [reader] = await deps.db
    .select({ email: organizers.email, locale: answerers.locale })
    .from(organizers)
    .leftJoin(answerers, eq(answerers.organizerId, organizers.id))
    .where(eq(organizers.id, organizerId));
  if (!found || !reader) return;
  const { shift, campaign } = found;
  const needed = shift.minimum ?? Math.ceil(shift.seats / 2);
  if (shift.cancelledAt || shift.startsAt <= deps.clock.now() || shift.booked >= needed) return;
  const locale = reader.locale ?? deps.config.defaultLocale;
  const text = campaign.texts[locale] ?? Object.values(campaign.texts)[0];
  const { baseUrl, mailFrom: from } = deps.config;
  const mail = await renderMail({
    name: 'shift-lacks',
    locale,
    title: text?.title ?? campaign.slug,
    colour: campaign.settings.colour,
    shift: shiftView(shift, locale),
    booked: shift.booked,
    needed,
    shiftUrl: `${baseUrl}/admin/shifts/${shift.id}`,
    shareUrl: `${baseUrl}/${locale}/${campaign.slug}`,
  });
  // A shift that moved may lack people again, at its new time.
  const key = `lack/${shiftId}/${organizerId}/${shift.startsAt.toISOString()}`;
  const outcome = await deps.mailer.send({ ...mail, to: reader.email, from, headers: {}, attachments: [] }, key);
  // Also where the transport takes nothing at all: whether people still lack is looked at again each time.
  if (outcome.kind === 'again' || outcome.kind === 'stopped') {
    throw new Error(`the warning was not taken: ${outcome.reason}`);
  }
  if (outcome.kind !== 'sent') throw new PermanentError(`the warning was refused: ${outcome.reason}`);
}
