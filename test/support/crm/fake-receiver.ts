import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { newSecret } from '../../../src/crm/webhooks/sign.ts';
import { eventSchema, eventTypes, type WebhookEvent } from '../../../src/crm/webhooks/types.ts';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import { type Asked, type Said, serveFake } from './serve-fake.ts';

export type FakeReceiver = FakeCrm & {
  /** What it took, in the order in which it came, each once. */
  taken: { id: string; event: WebhookEvent }[];
  /** Deliveries with a good signature, those of one that it had already included. */
  deliveries: { id: string; signatures: number }[];
  /** Which secret it knows: another one than the sender's, while a key changes. */
  secret: string;
  /** Every delivery is answered so, until it is undone. */
  answers: Said | undefined;
};

const contact = z.object({
  id: z.uuid(),
  email: z.string(),
  subscription: z.enum(['subscribed', 'unsubscribed', 'unknown']),
  fields: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()),
});

/**
 * Somebody's own code behind an address, as the notes on webhooks have it and as our README tells people to write it.
 * It holds each body to the published schema of its type, and nothing may be in it beside that.
 */
export async function startFakeReceiver(): Promise<FakeReceiver> {
  const secret = newSecret();
  const people = new Map<string, FakePerson>();
  const taken: FakeReceiver['taken'] = [];
  const deliveries: FakeReceiver['deliveries'] = [];
  const state: { secret: string; answers: Said | undefined } = { secret, answers: undefined };

  function answer({ method, path, headers, body }: Asked, half: boolean): Said {
    if (state.answers) return state.answers;
    if (method !== 'POST' || path !== '/hook') return { status: 404 };
    const header = (name: string) => String(headers[name] ?? '');
    try {
      // "HMAC-SHA256 over `id.timestamp.body`"
      new Webhook(state.secret).verify(body, {
        'webhook-id': header('webhook-id'),
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      });
    } catch {
      return { status: 401 };
    }
    const id = header('webhook-id');
    deliveries.push({ id, signatures: header('webhook-signature').split(' ').length });
    const event = published(body);
    if (event === undefined) return { status: 400, json: { error: 'not of the catalogue' } };
    // Taking one event is one thing: there is no half of it.
    if (half) return { status: 200 };
    // "receivers de-duplicate on id"
    if (taken.some((one) => one.id === id)) return { status: 200 };
    taken.push({ id, event });
    apply(event);
    return { status: 204 };
  }

  function apply({ type, data }: WebhookEvent): void {
    if (type === 'connection.tested') return;
    if (type === 'contact.erased') {
      people.delete(z.object({ contact: z.object({ id: z.string() }) }).parse(data).contact.id);
      return;
    }
    const { id, email, subscription, fields, tags } = contact.parse(data.contact);
    const known = people.get(id);
    const left = known !== undefined && ['unsubscribed', 'bounced'].includes(known.subscription);
    people.set(id, {
      remoteId: id,
      contactId: id,
      email,
      // Nobody who left over there is brought back by what is told.
      subscription: left ? known.subscription : subscription,
      tags,
      values: { ...known?.values, ...fields },
    });
  }

  const served = await serveFake({
    answer,
    writes: ({ body }) => !body.includes('"connection.tested"'),
    says: {
      error: { status: 503, json: { error: 'away' } },
      rate: { status: 429, headers: { 'retry-after': '1' } },
      expired: { status: 401 },
      // Any 2xx means that it was taken: one that is down must not say so.
      html: { status: 502, html: '<h1>Bad gateway</h1>' },
    },
  });

  return {
    ...served,
    credentials: { url: `${served.url}/hook`, secrets: secret },
    taken,
    deliveries,
    get secret() {
      return state.secret;
    },
    set secret(one) {
      state.secret = one;
    },
    get answers() {
      return state.answers;
    },
    set answers(one) {
      state.answers = one;
    },
    people: () =>
      [...people.values()].map((person) => ({ ...person, tags: [...person.tags], values: { ...person.values } })),
    add(person) {
      const id = person.contactId ?? crypto.randomUUID();
      const added: FakePerson = {
        remoteId: id,
        contactId: id,
        subscription: 'unknown',
        tags: [],
        values: {},
        ...person,
      };
      people.set(id, added);
      return added;
    },
    rejoin(email) {
      for (const [id, person] of people)
        if (person.email === email) people.set(id, { ...person, subscription: 'subscribed' });
    },
    leave(email, how) {
      for (const [id, person] of people) if (person.email === email) people.set(id, { ...person, subscription: how });
    },
  };
}

/** The event, where it is of the published catalogue and nothing is in it beside what its schema names. */
function published(body: string): WebhookEvent | undefined {
  const read: unknown = JSON.parse(body);
  const { type } = z.object({ type: z.string() }).parse(read);
  const known = eventTypes.find((one) => one === type);
  const parsed = known && eventSchema(known).safeParse(read);
  return parsed?.success && JSON.stringify(parsed.data) === body ? parsed.data : undefined;
}
