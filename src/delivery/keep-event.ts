import { v5 as uuidv5 } from 'uuid';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { isHandled } from './event-handlers.ts';
import type { SignedEvent } from './read-signed-event.ts';
import { deliveryEvents } from './table.ts';

/** A namespace of our own for the provider's ids (RFC 9562 section 5.5). */
const namespace = '6f2d5a0e-0f8c-5f4e-9a44-3c1f0b6c9d21';

/**
 * Keeps an event to be dealt with in its turn; one that was told before is known by its id and changes nothing. Of a
 * kind that nothing here listens for, nothing is kept.
 */
export async function keepEvent({ db, clock }: Deps, { id, kind, content }: SignedEvent): Promise<void> {
  if (!isHandled(kind)) return;
  await db
    .insert(deliveryEvents)
    .values({ id: uuidv5(id, namespace), kind, content: keepable(content), at: clock.now() })
    .onConflictDoNothing();
  // Also for one that was told before: its job may have been lost with the answer. One job waits, however many come.
  await enqueue(db, 'delivery.take-events', {}, { key: 'delivery.take-events' });
}

/** The content with what jsonb refuses replaced: NUL, and half of a pair of surrogates, which are escaped in JSON. */
function keepable(content: unknown): unknown {
  const text = JSON.stringify(content).replace(/\\(u0000|ud[89a-f]..|.)/g, (escaped, what: string) =>
    what.length > 1 ? '\\ufffd' : escaped,
  );
  return JSON.parse(text);
}
