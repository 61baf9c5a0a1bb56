import { v7 as uuidv7 } from 'uuid';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { CallAnswer, Connector, OpenGiven, Outcome, Outgoing, TimelineEvent } from '../connector.ts';
import { pushEach } from '../push-each.ts';
import { type Composed, canBeTold, composeChange, composeErasure, composeEvent, composeTest } from './compose.ts';
import { contactFields } from './mapping.ts';
import { signedHeaders } from './sign.ts';

export type WebhookCredentials = {
  url: string;
  /** The new one first; while a key changes the one before signs too. */
  secrets: string[];
};

/** What a receiver's answer means for whoever waits: it has it, it wants none ever again, or another try. */
type Fate = { taken: true } | { taken: false; outcome: Omit<Extract<Outcome, { result: 'retry' }>, 'contactId'> };

/** Tells an endpoint what happened, one signed event at a time, each contact's in order. */
export function openWebhooks({ credentials, call }: OpenGiven<WebhookCredentials>): Connector {
  const { url, secrets } = credentials;

  /** @throws CallFailed, Refusal */
  async function send({ id, body }: Composed, name: string): Promise<Fate> {
    const headers = signedHeaders(secrets, id, new Date(), body);
    return fateOf(await call({ method: 'POST', url, headers, body, name }));
  }

  /** @throws CallFailed, Refusal where nothing of it was taken. */
  async function tell(contact: Outgoing): Promise<Outcome> {
    const { contactId, events = [], remoteId, unsure } = contact;
    if (!canBeTold(contact)) {
      return { contactId, result: 'refused', cause: 'invalid-value', detail: 'the address is none' };
    }
    const told: string[] = [];
    for (const [index, event] of events.entries()) {
      const fate = await sendEvent(contact, event, told);
      if (fate.taken) told.push(event.id);
      else {
        // An event that an endpoint does not want holds up those behind it, but nobody's leaving, however they left.
        const leavings = events.slice(index + 1).filter(({ type }) => type === 'consent.withdrawn');
        for (const leaving of leavings) if ((await sendEvent(contact, leaving, told)).taken) told.push(leaving.id);
        if (leavings.length === 0 && contact.subscription === 'unsubscribed') await sendState(contact, told);
        return { contactId, ...fate.outcome, told };
      }
    }
    // An event that it has had already says nothing to it, also where it tells of another state by now.
    const fate: Fate = events.length === 0 || unsure ? await sendState(contact, told) : { taken: true };
    if (!fate.taken) return { contactId, ...fate.outcome, told };
    return { contactId, result: remoteId === undefined ? 'created' : 'updated', remoteId: contactId };
  }

  const sendEvent = (contact: Outgoing, event: TimelineEvent, told: string[]) =>
    sendNext(composeEvent(contact, event), event.type, told);

  const sendState = (contact: Outgoing, told: string[]) => sendNext(composeChange(contact), 'contact.changed', told);

  /** Where no answer comes and some went before, that is no reason to send those again. */
  async function sendNext(composed: Composed | undefined, name: string, told: string[]): Promise<Fate> {
    // What it was about is told of in another way by now.
    if (!composed) return { taken: true };
    try {
      return await send(composed, name);
    } catch (error) {
      if (!(error instanceof CallFailed) || told.length === 0) throw error;
      return { taken: false, outcome: { result: 'retry', cause: error.why, detail: error.message } };
    }
  }

  return {
    async testConnection() {
      const test = composeTest(uuidv7(), new Date());
      try {
        const fate = test && (await send(test, 'connection.tested'));
        if (fate?.taken === false) return { ok: false, cause: fate.outcome.cause, detail: fate.outcome.detail };
        return { ok: true, account: new URL(url).host, lacks: [] };
      } catch (error) {
        if (error instanceof CallFailed || error instanceof Refusal) {
          return { ok: false, cause: error.why, detail: error.message };
        }
        throw error;
      }
    },

    async describe() {
      const fields = contactFields.map((key) => ({
        key,
        label: key,
        type: 'text' as const,
        custom: false,
        readOnly: false,
      }));
      return { fields, tags: [] };
    },

    push: (batch) => pushEach(batch, 1, tell),

    async erase({ contactId, remoteId }) {
      const erasure = composeErasure(contactId, new Date());
      const fate: Fate = erasure ? await send(erasure, 'contact.erased') : { taken: true };
      return fate.taken ? { contactId, result: 'updated', remoteId } : { contactId, ...fate.outcome };
    },
  };
}

/**
 * Standard Webhooks: any 2xx is done, 410 ends it for good, everything else is tried again, later and later. Redirects
 * are not followed: where they lead, nobody has judged. @throws Refusal `gone`.
 */
function fateOf({ status, headers, text }: CallAnswer): Fate {
  if (status >= 200 && status < 300) return { taken: true };
  if (status === 410) throw new Refusal('gone', 'the endpoint answered 410 Gone');
  const after = waitOf(headers);
  const cause = causeOf(status);
  const detail = `${status}${status >= 300 && status < 400 ? ': a redirect, which is not followed' : ''} ${text}`
    .trim()
    .slice(0, 300);
  return { taken: false, outcome: { result: 'retry', cause, detail, ...(after === undefined ? {} : { after }) } };
}

function causeOf(status: number) {
  if (status === 429) return 'rate';
  if (status === 401 || status === 403) return 'credentials';
  return status >= 500 ? 'down' : 'answer-not-understood';
}

/** Retry-After in seconds or as a date (RFC 9110 section 10.2.3), in milliseconds. */
function waitOf(headers: Headers): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = /^\d{1,6}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.now();
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
