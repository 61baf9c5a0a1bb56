import type { Mailer, Outcome } from '../mail/mailer.ts';
import type { Composed } from './compose-many.ts';
import type { Message } from './queries.ts';

/** What became of a message; `together`: in one call with others. */
export type Result = { message: Message; subject: string; outcome: Outcome; together: boolean };
type Ready = Extract<Composed, { mail: unknown }>;

type Batch = {
  batchId: string;
  composed: Composed[];
  /** Waits until one more call may be made; the first was waited for already. */
  turn: () => Promise<void>;
};

/** So many go at the same time where they go one by one. */
const atOnce = 5;

/**
 * Hands a batch over: in one call under the batch's key where the transport can, and else each mail under its own. What
 * has a file with it, and a batch of one, go alone. Once no other would be taken either, no other is tried.
 */
export async function handOver(mailer: Mailer, { batchId, composed, turn }: Batch): Promise<Result[]> {
  const results: Result[] = composed.flatMap((one) =>
    'fault' in one
      ? [{ message: one.message, subject: '', outcome: { kind: 'refused', reason: one.fault }, together: false }]
      : [],
  );
  const ready = composed.filter((one): one is Ready => 'mail' in one);
  const goesTogether = ({ message, mail }: Ready) =>
    mailer.sendTogether !== undefined && message.id !== batchId && mail.attachments.length === 0;
  const together = ready.filter(goesTogether);
  let held: Outcome | undefined;
  let calls = 0;
  const nextTurn = async () => {
    calls += 1;
    if (calls > 1) await turn();
  };
  const note = ({ message, mail }: Ready, outcome: Outcome, isTogether: boolean) => {
    if (outcome.kind === 'stopped' || (outcome.kind === 'again' && outcome.forAll)) held = outcome;
    results.push({ message, subject: mail.subject, outcome, together: isTogether });
  };
  if (together.length > 0 && mailer.sendTogether) {
    await nextTurn();
    const mails = together.map(({ mail }) => mail);
    const outcomes = await mailer.sendTogether(mails, `batch/${batchId}`);
    for (const [index, one] of together.entries()) {
      note(one, outcomes[index] ?? { kind: 'again', reason: 'the transport did not say' }, true);
    }
  }
  const alone = ready.filter((one) => !goesTogether(one)).values();
  const send = async () => {
    for (const one of alone) {
      if (held === undefined) await nextTurn();
      note(one, held ?? (await mailer.send(one.mail, one.message.id)), false);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  return results;
}
