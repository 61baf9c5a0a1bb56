import { createHmac } from 'node:crypto';

// Crockford's base 32 without vowels and look-alikes: it is read aloud at a door, and spells nothing.
const signs = '23456789BCDFGHJKMNPQRSTVWXZ';

/** The short code of a booking, to be said or typed at the door: told from the others of its shift, and no key to anything. */
export function doorCode(secret: string, bookingId: string): string {
  const bytes = createHmac('sha256', secret).update(`terrain/door-code\0${bookingId}`).digest();
  return Array.from({ length: 5 }, (_, index) => signs[bytes.readUInt16BE(index * 2) % signs.length]).join('');
}
