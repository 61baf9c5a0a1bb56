import type { Refusal } from '../campaigns/refusal-counter.ts';
import type { Settled } from '../deps.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import { createTokenReader, signToken } from '../http/token.ts';

const day = 24 * 3_600_000;
/** A form that was drawn longer ago comes back with what was typed and a new signature. */
export const formLifetime = 3 * day;
/** How far apart the clocks of machines may be. */
const mostSkew = 5 * 60_000;

/** The field that people neither see nor reach, and what fills in every field does. */
export const hiddenField = 'website';

/** The signature of a form drawn now. It is the same for everyone who is shown this drawing. */
export function signForm({ secret }: Pick<Settled, 'secret'>, campaignId: string, now: Date): string {
  return signToken(secret, 'form', { ids: [campaignId], at: now });
}

/** Reads when the form with a signature was drawn; undefined where it is none of that campaign's. */
export function createDrawnAt({
  secret,
}: Pick<Settled, 'secret'>): (campaignId: string, signature: string) => Date | undefined {
  const read = createTokenReader(secret, 'form');
  return (campaignId, signature) => {
    const token = read(signature);
    return token?.ids[0] === campaignId ? token.at : undefined;
  };
}

/** Undefined, or why a post looks like a bot's. A person who gets there sees the form again and needs one more tap. */
export function springTrap(
  { formMinSeconds }: Pick<Settled, 'formMinSeconds'>,
  { form, drawn, now }: { form: PostedForm; drawn: Date | undefined; now: Date },
): Refusal | undefined {
  if (first(form, hiddenField) !== '') return 'trap';
  if (!drawn) return 'stale-form';
  const age = now.getTime() - drawn.getTime();
  if (age > formLifetime) return 'stale-form';
  // Drawn a moment ahead of us: by another machine, whose clock is ahead.
  const isSkewed = age < 0 && age > -mostSkew;
  return age < formMinSeconds * 1_000 && !isSkewed ? 'too-quick' : undefined;
}
