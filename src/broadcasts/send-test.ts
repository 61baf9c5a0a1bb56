import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { fromSender } from '../mail/from.ts';
import { organizers } from '../organizers/table.ts';
import { exampleMail } from './example-mail.ts';
import { findBroadcast } from './queries.ts';

/**
 * Sends an organizer a broadcast as it stands, to their own address and nobody else's. `testId` is the form's: pressed
 * twice, it goes once.
 * @throws Error when the transport asks to be tried again later
 */
export async function sendTest(deps: Deps, job: JobPayloads['broadcasts.send-test']): Promise<void> {
  const { broadcastId, organizerId, testId, locale, variant } = job;
  const found = await findBroadcast(deps.db, broadcastId);
  const [organizer] = await deps.db.select().from(organizers).where(eq(organizers.id, organizerId));
  if (!found || !organizer) return;
  const { broadcast, campaign } = found;
  const { baseUrl, mailFrom } = deps.config;
  const rendered = await exampleMail({ baseUrl, campaign, content: broadcast.content, locale, variant });
  if (!rendered) throw new PermanentError('the campaign has no words for a test of its broadcast');
  const { sender } = campaign.settings;
  const mail = {
    ...rendered,
    subject: `[Test] ${rendered.subject.replace(/\s+/g, ' ').trim()}`,
    to: organizer.email,
    from: fromSender(sender.name, mailFrom),
    replyTo: sender.email,
    headers: {},
    attachments: [],
  };
  const outcome = await deps.mailer.send(mail, testId);
  if (outcome.kind === 'refused') throw new PermanentError(`test not taken: ${outcome.reason}`);
  if (outcome.kind !== 'sent') throw new Error(`test not taken: ${outcome.reason}`);
}
