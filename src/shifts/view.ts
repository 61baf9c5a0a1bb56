import type { Locale } from '../locales/index.ts';
import type { BookingView, ShiftView } from '../ui/shift-card.tsx';
import type { Booking, Shift } from './queries.ts';

export type { BookingView, ShiftView } from '../ui/shift-card.tsx';

/** A shift as its pages show it; in the language that it has words in where it has none in this one. */
export function shiftView(shift: Shift, locale: Locale): ShiftView {
  const texts = shift.texts[locale] ?? Object.values(shift.texts)[0] ?? { title: '', place: '', details: '' };
  const { id, kind, startsAt, endsAt, timezone, seats, booked } = shift;
  return { id, kind, ...texts, startsAt, endsAt, timezone, seats, left: seats - booked };
}

export function bookingView(booking: Booking, shift: Shift, locale: Locale, now: Date): BookingView {
  return { id: booking.id, state: booking.state, shift: shiftView(shift, locale), over: shift.endsAt <= now };
}
