import type { Db, Tx } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import { leaveUrl, spaceUrl } from '../http/links.ts';
import { findWaits } from '../shifts/wait-queries.ts';
import { about, type Composing, type Content, shared } from './composer.ts';
import type { Message } from './queries.ts';

/** The mail that offers a seat, until when it is held, and the two answers. */
export async function composeSeatOffer(db: Db | Tx, messages: Message[]): Promise<(composing: Composing) => Content> {
  const found = await findWaits(
    db,
    messages.map(({ subjectId }) => subjectId),
  );
  return (composing) => {
    const { config, message } = composing;
    const waited = found.get(message.subjectId);
    const texts = waited?.shift.texts[message.locale] ?? Object.values(waited?.shift.texts ?? {})[0];
    if (!waited || !texts || !waited.wait.heldUntil)
      throw new PermanentError(`no seat is held by ${message.subjectId}`);
    const { startsAt, endsAt, timezone } = waited.shift;
    const template = {
      name: 'seat-offer' as const,
      ...shared(composing),
      shift: { ...texts, startsAt, endsAt, timezone },
      heldUntil: waited.wait.heldUntil,
      offerUrl: `${spaceUrl(config, about(message))}/waits/${waited.wait.id}`,
      unsubscribeUrl: leaveUrl(config, about(message)),
    };
    return { template, attachments: [] };
  };
}
