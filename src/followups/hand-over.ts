import type { Mailer, Outcome } from '../mail/mailer.ts';
import type { Composed } from './compose-many.ts';
import type { Message } from './queries.ts';

/** What became of a message; `together`: in one call with others. */
export type Result = { message: Message; subject: string; outcome: Outcome; together: boolean };
type Ready = Extract<Composed, { mail: unknown }>;

/** So many go at the same time where they go one by one. */
const atOnce = 5;

/**
 * Hands a batch over: in one call under the batch's key where the transport can, and else each mail under its own. What
 * has a file with it, and a batch of one, go alone.
 */
export async function handOver(mailer: Mailer, batchId: string, composed: Composed[]): Promise<Result[]> {
  const results: Result[] = composed.flatMap((one) =>
    'fault' in one
      ? [{ message: one.message, subject: '', outcome: { kind: 'refused', reason: one.fault }, together: false }]
      : [],
  );
  const ready = composed.filter((one): one is Ready => 'mail' in one);
  const goesTogether = ({ message, mail }: Ready) =>
    mailer.sendTogether !== undefined && message.id !== batchId && mail.attachments.length === 0;
  const together = ready.filter(goesTogether);
  if (together.length > 0 && mailer.sendTogether) {
    const mails = together.map(({ mail }) => mail);
    const outcomes = await mailer.sendTogether(mails, `batch/${batchId}`);
    for (const [index, { message, mail }] of together.entries()) {
      const outcome = outcomes[index] ?? { kind: 'again', reason: 'the transport did not say' };
      results.push({ message, subject: mail.subject, outcome, together: true });
    }
  }
  const alone = ready.filter((one) => !goesTogether(one)).values();
  const send = async () => {
    for (const { message, mail } of alone) {
      const outcome = await mailer.send(mail, message.id);
      results.push({ message, subject: mail.subject, outcome, together: false });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  return results;
}
