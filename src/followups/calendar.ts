import { ICalCalendarMethod, ICalEventStatus, default as ical } from 'ical-generator';
import type { Attachment } from '../mail/mailer.ts';

/** A seat as a calendar entry. `bookingId` and `sequence` let a later mail change or end the same entry. */
type Entry = {
  bookingId: string;
  sequence: number;
  cancelled: boolean;
  title: string;
  place: string;
  details: string;
  startsAt: Date;
  endsAt: Date;
  /** When the booking last changed: the entry's DTSTAMP, so that the same mail is the same bytes. */
  changedAt: Date;
  /** A public page. */
  url: string;
  organizer: { name: string; email: string };
  host: string;
};

/**
 * The `.ics` file of a seat (RFC 5545). Its UID is the booking's, so that an update or an end of it finds the entry,
 * and its SEQUENCE goes up with each change. Times are in UTC, which every calendar shows in its owner's zone.
 */
export function calendarEntry(entry: Entry): Attachment {
  const calendar = ical({
    prodId: { company: 'Terrain', product: 'Terrain' },
    method: entry.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${entry.bookingId}@${entry.host}`,
    sequence: entry.sequence,
    status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    stamp: entry.changedAt,
    start: entry.startsAt,
    end: entry.endsAt,
    summary: entry.title,
    location: entry.place,
    description: entry.details,
    url: entry.url,
    organizer: entry.organizer,
  });
  return { filename: 'terrain.ics', contentType: 'text/calendar; charset=utf-8', content: calendar.toString() };
}
