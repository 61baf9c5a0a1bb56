import type { Db, Tx } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import { doorCode } from '../http/door-code.ts';
import { leaveUrl, spaceUrl } from '../http/links.ts';
import { type BookedShift, findBookings } from '../shifts/queries.ts';
import { calendarEntry } from './calendar.ts';
import { about, type Composing, type Content, shared } from './composer.ts';
import type { Message } from './queries.ts';

/** A mail that answers a person's own act about a seat: the seat, its end, the day before, how it went. */
export async function composeBookingMail(db: Db | Tx, messages: Message[]): Promise<(composing: Composing) => Content> {
  const found = await findBookings(
    db,
    messages.map(({ subjectId }) => subjectId),
  );
  return (composing) => {
    const booked = found.get(composing.message.subjectId);
    if (!booked) throw new PermanentError(`there is no booking ${composing.message.subjectId}`);
    return bookingContent(composing, booked);
  };
}

function bookingContent(composing: Composing, { booking, shift: row }: BookedShift): Content {
  const { config, message, campaign } = composing;
  const space = spaceUrl(config, about(message));
  const ofBooking = `${space}/bookings/${booking.id}`;
  const texts = row.texts[message.locale] ?? Object.values(row.texts)[0];
  if (!texts) throw new PermanentError(`shift ${row.id} has no words`);
  const { startsAt, endsAt, timezone } = row;
  const shift = { ...texts, startsAt, endsAt, timezone };
  const entry = calendarEntry({
    ...shift,
    bookingId: booking.id,
    // The round that this mail was planned for, should the booking change at this very moment.
    sequence: Number(message.round),
    cancelled: message.name === 'booking-cancelled',
    changedAt: booking.changedAt,
    // Calendars are shared: whoever sees the entry must not come to the contact's own space by it.
    url: `${config.baseUrl}/${campaign.slug}?lang=${message.locale}`,
    organizer: { name: campaign.settings.sender.name, email: campaign.settings.sender.email },
    host: new URL(config.baseUrl).hostname,
  });
  const common = { ...shared(composing), shift, unsubscribeUrl: leaveUrl(config, about(message)) };
  const cancelUrl = `${ofBooking}/cancel`;
  if (message.name === 'report-ask') {
    const ask = (answer: string) => `${ofBooking}/report?answer=${answer}`;
    const template = { ...common, attendedUrl: ask('attended'), missedUrl: ask('missed') };
    return { template: { name: 'report-ask', ...template }, attachments: [] };
  }
  if (message.name === 'booking-cancelled') {
    const template = { ...common, shiftsUrl: `${space}#shifts`, calledOff: row.cancelledAt !== null };
    return { template: { name: 'booking-cancelled', ...template }, attachments: [entry] };
  }
  const confirmUrl = `${ofBooking}/confirm`;
  if (message.name === 'shift-reminder' || message.name === 'shift-morning') {
    const template = { ...common, cancelUrl, confirmUrl, morning: message.name === 'shift-morning' };
    return { template: { name: 'shift-reminder', ...template }, attachments: [] };
  }
  if (message.name === 'booking-moved') {
    return { template: { name: 'booking-moved', ...common, cancelUrl, confirmUrl }, attachments: [entry] };
  }
  const template = {
    ...common,
    cancelUrl,
    ticketUrl: `${ofBooking}/ticket`,
    code: doorCode(config.secret, booking.id),
  };
  return { template: { name: 'booking', ...template }, attachments: [entry] };
}
