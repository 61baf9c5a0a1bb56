/** The four moments that say when a form was signed: two by the device's clock, two by ours. */
type Moments = { signedAt: Date; sentAt: Date; receivedAt: Date; openedAt: Date };

/** The moment that counts, and what was made of the device's. */
export type SigningTime = { at: Date; clock: 'right' | 'corrected' | 'bounded' };

/** A clock may be off by so much, in milliseconds, before its word is changed. */
const tolerance = 120_000;

/**
 * When a form was signed, though the device's clock may be wrong: what it is off as it sends, it was off as it signed.
 * Nobody signed before the kiosk's link was made, nor after what they signed has come in.
 */
export function signingTime({ signedAt, sentAt, receivedAt, openedAt }: Moments): SigningTime {
  const off = receivedAt.getTime() - sentAt.getTime();
  const isOff = Math.abs(off) > tolerance;
  const told = signedAt.getTime() + (isOff ? off : 0);
  const [earliest, latest] = [openedAt.getTime(), receivedAt.getTime()];
  const time = Math.max(earliest, Math.min(told, latest));
  const clock = Math.abs(time - told) > tolerance ? 'bounded' : isOff ? 'corrected' : 'right';
  return { at: new Date(time), clock };
}
