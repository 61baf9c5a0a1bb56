import { eq } from 'drizzle-orm';
import { campaignsById } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { rehearse } from '../followups/rehearse.ts';
import { sequences } from '../followups/table.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { messages } from '../locales/index.ts';
import { fromSender } from '../mail/from.ts';
import { organizers } from '../organizers/table.ts';

/** Sends an organizer one mail of a sequence as somebody made up would get it. Its links lead to nobody's space. */
export async function sendTest(
  deps: Deps,
  { id, sequenceId, step, locale, organizerId }: JobPayloads['sequences.send-test'],
) {
  const [organizer] = await deps.db.select().from(organizers).where(eq(organizers.id, organizerId));
  const [sequence] = await deps.db.select().from(sequences).where(eq(sequences.id, sequenceId));
  const campaign = sequence && (await campaignsById(deps.db, [sequence.campaignId])).get(sequence.campaignId);
  if (!organizer || !campaign) throw new PermanentError('nobody to send a test to, or nothing to send');
  const who = { locale, firstName: organizer.name.split(' ')[0] ?? '', postalCode: '' };
  const { events } = await rehearse(deps, { sequenceId, who, days: 1_000 });
  // Whether it would go to them does not matter here: every step can be looked at.
  const event = events.find((one) => one.step === step && one.html !== '');
  if (!event) throw new PermanentError(`step ${step} does not come up for somebody made up`);
  const mail = {
    to: organizer.email,
    from: fromSender(campaign.settings.sender.name, deps.config.mailFrom),
    subject: messages(locale).sequences.rehearsal.testSubject(event.subject),
    html: event.html,
    text: event.text,
    headers: {},
    attachments: [],
  };
  const outcome = await deps.mailer.send(mail, `test:${id}`);
  if (outcome.kind === 'sent') return;
  if (outcome.kind === 'refused') throw new PermanentError(outcome.reason);
  throw new Error(`mail not taken: ${outcome.reason}`);
}
