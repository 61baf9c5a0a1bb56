import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import { cleanText } from './clean-text.ts';
import type { Call, CallAnswer, CallRequest, Transport, Vendor } from './connector.ts';
import { holdGate, type Limits, takeSlot } from './gate.ts';
import { maskSecrets } from './mask.ts';
import type { CrmConnector } from './queries.ts';
import { readJson } from './read-answer.ts';
import { readHold } from './read-hold.ts';
import type { crmCalls } from './table.ts';

/** The batch's worker was taken for gone, and somebody else has its contacts: nothing more may be sent. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** What one batch, or one look at a connector, has in common. `calls` gathers what is written down with its outcome. */
export type Session = {
  batchId: string;
  /** The batch's lease; left out where no contact is pushed. */
  claim?: string;
  calls: (typeof crmCalls.$inferInsert)[];
  /** What must never be written down. */
  secrets: string[];
  /** The vendor's own program answered something: it is there, whatever came of the rest. */
  heard?: true;
};

type CallDeps = Pick<Deps, 'db' | 'clock' | 'config'>;

/** A vendor that asks for more patience than this gets its contacts put back, in milliseconds. */
const patience = 10_000;
/** Calls that are refused for their number are repeated so often: they had no effect. */
const repeats = 4;
const mostBytes = 8 * 1024 * 1024;
const keptOfAnswer = 300;

/**
 * The one way to a vendor: takes its turn in the connector's bucket, sends, ends after a timeout whatever the other side
 * does (a frozen database answers nothing at all), reads no more than 8 MB, follows no redirect, and obeys `Retry-After`
 * (RFC 9110 s. 10.2.3) and `RateLimit-*` for all workers.
 * @throws CallFailed; ClaimLost.
 */
export function openCall(
  deps: CallDeps,
  {
    connector,
    vendor,
    session,
  }: { connector: CrmConnector; vendor: Pick<Vendor, 'limits' | 'send'>; session: Session },
): Call {
  const { db, clock, config } = deps;
  const limits: Limits = connector.description?.limits ?? vendor.limits;
  const send = vendor.send ?? overFetch;
  const development = /^https?:\/\/(localhost|127\.|\[::1\])/.test(config.baseUrl);

  async function turn(): Promise<void> {
    const given = {
      connectorId: connector.id,
      claim: session.claim,
      limits,
      now: clock.now(),
      timeout: config.crmTimeout,
    };
    const slot = await takeSlot(db, given);
    if (!slot) throw new ClaimLost('another worker has the batch by now');
    if (slot.held > patience) throw new CallFailed('rate', 'the CRM asked to wait', { after: slot.held });
    const wait = Math.max(slot.wait, slot.held);
    if (wait >= 1) await delay(wait);
  }

  async function sendOnce(request: CallRequest): Promise<CallAnswer> {
    const line = { connectorId: connector.id, batchId: session.batchId, name: request.name, method: request.method };
    const began = performance.now();
    const note = (rest: Pick<(typeof session.calls)[number], 'status' | 'cause' | 'detail'>) => {
      const milliseconds = Math.round(performance.now() - began);
      session.calls.push({ ...line, ...rest, milliseconds, at: clock.now() });
    };
    try {
      const answer = await send(request, { signal: AbortSignal.timeout(config.crmTimeout * 1_000), development });
      const failed = answer.status >= 400;
      // A page says nothing; once is enough, for answers are long.
      if (!session.heard && answer.status < 500 && readJson(answer) !== undefined) session.heard = true;
      note({ status: answer.status, detail: failed ? maskAnswer(answer.text, session.secrets) : '' });
      return answer;
    } catch (error) {
      const failure = asFailure(error, request.name);
      note({ status: null, cause: failure.why, detail: failure.message });
      throw failure;
    }
  }

  return async (request) => {
    for (let time = 1; ; time += 1) {
      await turn();
      const answer = await sendOnce(request);
      const held = readHold(answer, new Date());
      if (held !== undefined) {
        await holdGate(db, connector.id, new Date(clock.now().getTime() + held));
      }
      if (answer.status !== 429) return answer;
      const after = held ?? 1_000 * time;
      if (time >= repeats || after > patience) throw new CallFailed('rate', 'too many calls', { after });
      if (held === undefined) await delay(after);
    }
  };
}

const overFetch: Transport = async ({ method, url, headers, body }, { signal }) => {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal,
    ...(headers ? { headers } : {}),
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await readText(response) };
};

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new CallFailed('answer-not-understood', 'the answer is longer than 8 MB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function asFailure(error: unknown, name: string): CallFailed | Refusal {
  if (error instanceof CallFailed || error instanceof Refusal) return error;
  if (!(error instanceof Error)) return new CallFailed('down', `${name}: ${String(error)}`);
  const late = error.name === 'TimeoutError' || error.name === 'AbortError';
  if (late) return new CallFailed('timeout', `${name}: no answer in time`, { cause: error });
  const reason = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.message;
  return new CallFailed('down', `${name}: ${reason}`, { cause: error });
}

/** The beginning of what was answered, without what tells of a person: it may repeat what was sent. */
function maskAnswer(text: string, secrets: string[]): string {
  const masked = maskSecrets(text.slice(0, 4 * keptOfAnswer), secrets)
    .replaceAll(/[^\s"'<>,;:=]+@[^\s"'<>,;]+/g, '…@…')
    .replaceAll(/\+?\d[\d ().-]{7,}\d/g, '…');
  return cleanText(masked.slice(0, keptOfAnswer));
}
