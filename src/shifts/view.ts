import type { Locale } from '../locales/index.ts';
import type { BookingView, ShiftView } from '../ui/shift-card.tsx';
import type { WaitView } from '../ui/wait-card.tsx';
import type { Booking, Shift } from './queries.ts';
import type { Wait } from './wait-queries.ts';

export type { BookingView, ShiftView } from '../ui/shift-card.tsx';

/** A shift as its pages show it; in the language that it has words in where it has none in this one. */
export function shiftView(shift: Shift, locale: Locale): ShiftView {
  const texts = shift.texts[locale] ?? Object.values(shift.texts)[0] ?? { title: '', place: '', details: '' };
  const { id, kind, startsAt, endsAt, timezone, seats, booked, held } = shift;
  return { id, kind, ...texts, startsAt, endsAt, timezone, seats, left: seats - booked - held };
}

export function bookingView(booking: Booking, shift: Shift, locale: Locale, now: Date): BookingView {
  const { id, state, confirmedAt } = booking;
  const calledOff = state === 'cancelled' && shift.cancelledAt !== null;
  return {
    id,
    state,
    shift: shiftView(shift, locale),
    over: shift.endsAt <= now,
    confirmed: confirmedAt !== null,
    calledOff,
  };
}

/** A place on a waiting list; `before` is how many come first. */
export function waitView(
  { wait, shift, before = 0 }: { wait: Wait; shift: Shift; before?: number },
  locale: Locale,
  now: Date,
): WaitView {
  const { id, state, heldUntil } = wait;
  const holds = state === 'offered' && heldUntil !== null && heldUntil > now && shift.cancelledAt === null;
  return { id, shift: shiftView(shift, locale), before, heldUntil: holds ? heldUntil : undefined };
}
