import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { announceMails } from './announce-mails.ts';
import { applyMailEvents } from './apply-mail-events.ts';

/** An event that was kept, as the provider told it. */
export type KeptEvent = { id: string; kind: string; content: unknown };

/**
 * Deals with events together, in the transaction that then forgets their content: once, whatever happens. Returns the
 * ids of those that it cannot deal with yet; they come again a little later.
 */
export type EventHandler = (deps: Deps, tx: Tx, events: KeptEvent[]) => Promise<string[]>;

/** What listens for which of the provider's events. Those that are not named here are accepted and forgotten. */
const eventHandlers: Record<string, EventHandler> = {
  'email.sent': applyMailEvents,
  'email.delivered': applyMailEvents,
  'email.delivery_delayed': applyMailEvents,
  'email.bounced': applyMailEvents,
  'email.complained': applyMailEvents,
  'email.failed': applyMailEvents,
  'email.suppressed': applyMailEvents,
  'email.received': announceMails,
};

export function isHandled(kind: string): boolean {
  return handlerOf(kind) !== undefined;
}

export function handlerOf(kind: string): EventHandler | undefined {
  return Object.hasOwn(eventHandlers, kind) ? eventHandlers[kind] : undefined;
}
