import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { bookCall, type Gate, openGate, readGate } from '../mail/gate.ts';
import { mostTogether } from '../mail/mailer.ts';
import type { Claiming } from './claim.ts';
import { composeMany } from './compose-many.ts';
import { handOver } from './hand-over.ts';
import { noteOutcomes } from './note-outcomes.ts';
import { putBack } from './put-back.ts';
import { hasDue } from './queries.ts';
import { takeBatch } from './take-batch.ts';

/** With the queue's backoff, some sixteen hours of trying; then it is given up. */
const mostTries = 12;

/**
 * SMTP knows no keys: what a process has handed over and not noted when it dies goes twice. So they are noted a few at a
 * time, as many as go at once.
 */
const mostUnnoted = 5;

/**
 * Sends the mails of a batch, or notes of each why it is not sent. A process may die at any point of it: the same mails
 * go again under the same key, which the transport de-duplicates by, so handing them over a second time is once.
 *
 * Where somebody has left in between, the others go without them, still under that key. Either the first call never
 * arrived, and this one is taken; or it did, and this one is refused for having other content: then all have gone.
 *
 * With `dueBy` the batch is made at the first try, of what is due by then. A later try sends what that one took up, if
 * it came to it, and nothing else: the key stands for those mails alone. After the gate was closed until something is
 * set right, or the transport answers again, one mail shows first whether it is so.
 * @throws Error when the transport asks to be tried again later; the job's backoff does that.
 */
export async function sendBatch(deps: Deps, batchId: string, attempt = 1, dueBy?: string): Promise<void> {
  const tried = attempt - 1;
  const before = await readGate(deps.db, deps.clock.now());
  if (before.closedUntil) return await putBack(deps, batchId, { until: before.closedUntil, tried });
  const isNew = dueBy !== undefined && attempt === 1;
  if (isNew && !(await hasDue(deps.db, latest(deps.clock.now(), dueBy)))) return;
  const turn = turnOf(deps);
  await turn();
  // Others were under way while this one waited for its turn.
  const gate = await readGate(deps.db, deps.clock.now());
  if (gate.closedUntil) return await putBack(deps, batchId, { until: gate.closedUntil, tried });
  const { going, goesOn } = await takeBatch(deps, batchId, isNew ? claiming(deps, gate, dueBy) : undefined);
  const composed = await composeMany(deps.db, deps.config, going);
  const results = await handOver(deps.mailer, { batchId, composed, turn });
  const waiting = await noteOutcomes(deps, batchId, { results, attempt, isLast: attempt >= mostTries });
  if (isUnsure(gate) && results.some(({ outcome }) => outcome.kind === 'sent')) await openGate(deps.db);
  if (!goesOn && (await hasDue(deps.db, deps.clock.now())))
    await enqueue(deps.db, 'followups.send', {}, { key: 'followups.send' });
  if (waiting !== undefined) throw new Error(`mail not taken: ${waiting}`);
}

function claiming({ mailer, clock }: Deps, gate: Gate, dueBy: string): Claiming {
  const together = mailer.name === 'smtp' ? mostUnnoted : mostTogether;
  return { by: latest(clock.now(), dueBy), most: isUnsure(gate) ? 1 : together };
}

function isUnsure({ stopped, isAway }: Gate): boolean {
  return stopped !== '' || isAway;
}

function latest(now: Date, dueBy: string): Date {
  return new Date(Math.max(now.getTime(), Date.parse(dueBy)));
}

/** Waits until the provider's limit allows for one more call, whoever else makes some. */
function turnOf({ config, db }: Deps): () => Promise<void> {
  const perSecond = config.mail.transport === 'resend' ? config.mail.callsPerSecond : 0;
  return async () => {
    if (perSecond === 0) return;
    const wait = await bookCall(db, perSecond);
    if (wait > 0) await delay(wait);
  };
}
