import { CallFailed } from '../call-failed.ts';
import type { RemoteContact } from '../connector.ts';
import { type Ask, wordsOf } from './client.ts';
import { together } from './contacts.ts';
import { type Contact, statusesBatch, writtenBatch } from './types.ts';

export type Status = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SPECIFIED';
type Change = { email: string; to: 'SUBSCRIBED' | 'UNSUBSCRIBED' };

/**
 * Where addresses stand with one kind of subscription (communication preferences, v4), by address. Who is not named in
 * the answer is not in the map: nobody knows where they stand.
 */
export async function readStatuses(ask: Ask, subscriptionId: string, emails: string[]): Promise<Map<string, Status>> {
  const found = new Map<string, Status>();
  for (let from = 0; from < emails.length; from += together) {
    const { results } = await ask('POST', '/communication-preferences/v4/statuses/batch/read', statusesBatch, {
      query: { channel: 'EMAIL' },
      body: { inputs: emails.slice(from, from + together) },
      name: 'communication-preferences/read',
    });
    for (const { subscriberIdString, statuses } of results) {
      const one = statuses.find((status) => status.subscriptionId === subscriptionId);
      found.set(subscriberIdString.toLowerCase(), one?.status ?? 'NOT_SPECIFIED');
    }
  }
  return found;
}

/**
 * Writes statuses, and says of each address whether it was done, and if not, in which words. The legal basis is consent,
 * and only given with a grant: each stands for a counting entry of the ledger.
 */
export async function writeStatuses(ask: Ask, subscriptionId: string, changes: Change[]) {
  const said = new Map<string, string | undefined>();
  for (let from = 0; from < changes.length; from += together) {
    const some = changes.slice(from, from + together);
    const answer = await ask('POST', '/communication-preferences/v4/statuses/batch/write', writtenBatch, {
      body: {
        inputs: some.map(({ email, to }) => ({
          channel: 'EMAIL',
          subscriberIdString: email,
          subscriptionId: Number(subscriptionId),
          statusState: to,
          ...(to === 'SUBSCRIBED' && {
            legalBasis: 'CONSENT_WITH_NOTICE',
            legalBasisExplanation: 'Express consent, kept word for word in Terrain’s consent ledger.',
          }),
        })),
      },
      name: 'communication-preferences/write',
    });
    readDone(answer, some, said);
  }
  return said;
}

/** Ends every kind of mail to these addresses: for withdrawals where no kind of subscription was chosen. */
export async function unsubscribeAll(ask: Ask, emails: string[]) {
  const said = new Map<string, string | undefined>();
  for (let from = 0; from < emails.length; from += together) {
    const some = emails.slice(from, from + together).map((email) => ({ email }));
    const answer = await ask('POST', '/communication-preferences/v4/statuses/batch/unsubscribe-all', writtenBatch, {
      query: { channel: 'EMAIL' },
      body: { inputs: some.map(({ email }) => email) },
      name: 'communication-preferences/unsubscribe-all',
    });
    readDone(answer, some, said);
  }
  return said;
}

type Answer = { results: { subscriberIdString: string }[]; errors?: unknown[] | null | undefined };

function readDone(
  { results, errors }: Answer,
  asked: { email: string }[],
  said: Map<string, string | undefined>,
): void {
  const done = new Set(results.map(({ subscriberIdString }) => subscriberIdString.toLowerCase()));
  for (const { email } of asked) {
    const error = errors?.find((one) => JSON.stringify(one).toLowerCase().includes(JSON.stringify(email).slice(1, -1)));
    said.set(email, done.has(email) ? undefined : wordsOf(error ?? errors?.[0]));
  }
}

/** Where somebody stands over there, read in the strictest way. `status`: with the chosen kind, where there is one. */
export function standingOf({ properties }: Contact, status: Status | undefined): RemoteContact['subscription'] {
  if (properties.hs_email_optout === 'true' || status === 'UNSUBSCRIBED') return 'unsubscribed';
  if (properties.hs_email_hard_bounce_reason_enum) return 'bounced';
  return status === 'SUBSCRIBED' ? 'subscribed' : 'unknown';
}

/** The status of somebody whom an answer must name. @throws CallFailed where it does not */
export function statusOf(statuses: Map<string, Status>, email: string): Status {
  const status = statuses.get(email);
  if (status) return status;
  throw new CallFailed('answer-not-understood', 'communication-preferences/read left somebody out');
}
