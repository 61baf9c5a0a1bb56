import { type Locale, messages } from '../locales/index.ts';
import { shiftTime } from '../mail/shift-time.ts';
import { CheckIcon, ClockIcon, PlaceIcon } from './icons.tsx';

/** A shift as its pages show it, in one language. `left` is how many seats are free. */
export type ShiftView = {
  id: string;
  kind: 'canvass' | 'phone-bank' | 'event';
  title: string;
  place: string;
  details: string;
  startsAt: Date;
  endsAt: Date;
  /** IANA zone of the place. */
  timezone: string;
  seats: number;
  left: number;
};

/** One contact's seat. `over` once the shift has ended: it can be reported, no longer given up. */
export type BookingView = {
  id: string;
  state: 'booked' | 'cancelled' | 'attended' | 'missed';
  shift: ShiftView;
  over: boolean;
  /** They said that they are coming. */
  confirmed?: boolean;
  /** It was the organizers who called the shift off. */
  calledOff?: boolean;
};

type ShiftCardProps = { shift: ShiftView; locale: Locale; level?: 2 | 3; children?: unknown };

/** A shift as a ticket: its day to tear off, then what, when and where. What can be done with it goes inside. */
export function ShiftCard({ shift, locale, level = 3, children }: ShiftCardProps) {
  const t = messages(locale).pages.shift;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <article class={`ticket ticket-${shift.kind}`}>
      <p class="leaf" aria-hidden="true">
        <span class="leaf-weekday">{time.leaf.weekday}</span>
        <span class="leaf-day">{time.leaf.day}</span>
        <span class="leaf-month">{time.leaf.month}</span>
      </p>
      <div class="ticket-body">
        <p class="ticket-kind">{t.kinds[shift.kind]}</p>
        <Heading>{shift.title}</Heading>
        <p class="ticket-line">
          <ClockIcon />
          <span>
            <time datetime={shift.startsAt.toISOString()}>{time.date}</time>
            <br />
            {t.zone(time.hours, time.zone)}
          </span>
        </p>
        <p class="ticket-line">
          <PlaceIcon />
          <span>{shift.place}</span>
        </p>
        {shift.details !== '' && <p class="ticket-details">{shift.details}</p>}
        {children}
      </div>
    </article>
  );
}

type OpenShiftProps = {
  shift: ShiftView;
  locale: Locale;
  /** Where a seat is asked for, and where a place on the waiting list is. */
  action: string;
  waitAction?: string | undefined;
  /** Of its heading. */
  level?: 2 | 3;
};

/** A shift that can still be booked, or waited for, with its button. */
export function OpenShift({ shift, locale, action, waitAction, level = 3 }: OpenShiftProps) {
  const { shift: t } = messages(locale).pages;
  const { wait } = messages(locale).shifts;
  const { date } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return (
    <ShiftCard shift={shift} locale={locale} level={level}>
      <form class="ticket-act" method="post" action={shift.left > 0 ? action : (waitAction ?? action)} data-inplace="">
        <input type="hidden" name="shift" value={shift.id} />
        {shift.left > 0 && (
          <button class="button" type="submit" aria-label={t.bookNamed(shift.title, date)}>
            {t.book}
          </button>
        )}
        {shift.left <= 0 && waitAction !== undefined && (
          <button class="button button-quiet" type="submit" aria-label={wait.joinNamed(shift.title, date)}>
            {wait.join}
          </button>
        )}
        <Seats shift={shift} locale={locale} />
      </form>
    </ShiftCard>
  );
}

/** How many seats are left, in words and, where they are few enough to count, drawn one by one. */
export function Seats({ shift, locale }: { shift: ShiftView; locale: Locale }) {
  const t = messages(locale).pages.shift;
  const { seats, left } = shift;
  return (
    <span class="seats">
      {seats <= 12 && (
        <svg class="seats-drawn" viewBox={`0 0 ${seats * 10} 10`} width={seats * 10} height="10" aria-hidden="true">
          {Array.from({ length: seats }, (_, seat) => seat).map((seat) => (
            <circle
              key={seat}
              class={seat < seats - left ? 'seat-taken' : 'seat-free'}
              cx={seat * 10 + 5}
              cy="5"
              r="3.5"
            />
          ))}
        </svg>
      )}
      {left > 0 ? t.left(left) : t.full}
    </span>
  );
}

type BookedShiftProps = { booking: BookingView; locale: Locale; spacePath?: string };

/** A seat that is someone's own. With `spacePath`, the ways to give it up or to tell how it went. */
export function BookedShift({ booking, locale, spacePath }: BookedShiftProps) {
  const t = messages(locale).pages.shift;
  const { ticket, confirm, calledOff } = messages(locale).shifts;
  const { shift, state, over } = booking;
  const { date } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const path = `${spacePath ?? ''}/bookings/${booking.id}`;
  return (
    <ShiftCard shift={shift} locale={locale}>
      <div class="ticket-act">
        {(state !== 'booked' || !over) && (
          <p class={`stamp stamp-${state}`}>
            {(state === 'booked' || state === 'attended') && <CheckIcon />}
            {booking.calledOff ? calledOff : state === 'booked' && booking.confirmed ? confirm.done : t[state]}
          </p>
        )}
        {spacePath !== undefined && state === 'booked' && over && (
          <a class="button" href={`${path}/report`} aria-label={t.reportNamed(shift.title, date)}>
            {t.report}
          </a>
        )}
        {spacePath !== undefined && state === 'booked' && !over && !booking.confirmed && (
          <a class="button button-quiet" href={`${path}/confirm`}>
            {confirm.action}
          </a>
        )}
        {spacePath !== undefined && state === 'booked' && !over && (
          <a href={`${path}/ticket`} aria-label={ticket.linkNamed(shift.title, date)}>
            {ticket.link}
          </a>
        )}
        {spacePath !== undefined && state === 'booked' && !over && (
          <a href={`${path}/cancel`} aria-label={t.cancelNamed(shift.title, date)}>
            {t.cancel}
          </a>
        )}
      </div>
    </ShiftCard>
  );
}
