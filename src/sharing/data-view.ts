import type { CampaignView } from '../campaigns/view.ts';
import { placeTime } from '../ui/place-time.ts';
import type { ShiftView } from '../ui/shift-card.tsx';

/** A page with more dates than a search engine shows anyway would only be slower. */
const mostEvents = 10;

/**
 * What a landing page says, for machines (schema.org, as JSON-LD): who speaks, and the shifts that anyone may come to.
 * @param image absolute URL of the campaign's card
 * @see https://developers.google.com/search/docs/appearance/structured-data/event for what is required
 */
export function campaignData(campaign: CampaignView, shifts: ShiftView[], baseUrl: string, image: string): object {
  const { locale, slug, settings } = campaign;
  const page = `${baseUrl}/${locale}/${slug}`;
  const { name, address, email, website } = settings.sender;
  const organizer = `${baseUrl}/${slug}#organizer`;
  const events = shifts.slice(0, mostEvents).map((shift) => ({
    '@type': 'Event',
    name: shift.title,
    ...(shift.details && { description: shift.details }),
    startDate: placeTime(shift.startsAt, shift.timezone),
    endDate: placeTime(shift.endsAt, shift.timezone),
    eventStatus: 'https://schema.org/EventScheduled',
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: { '@type': 'Place', name: shift.place, address: shift.place },
    inLanguage: locale,
    image,
    url: page,
    isAccessibleForFree: true,
    maximumAttendeeCapacity: shift.seats,
    remainingAttendeeCapacity: shift.left,
    organizer: { '@id': organizer },
  }));
  const organization = { '@type': 'Organization', '@id': organizer, name, address, email, url: website ?? page };
  return { '@context': 'https://schema.org', '@graph': [organization, ...events] };
}
