import type { FieldMapping } from '../connector.ts';

/** What an event says of a contact unless an organizer says otherwise: what one needs to greet and to call them. */
export const contactFields = ['firstName', 'lastName', 'phone', 'postalCode', 'locale'];

export const defaultMapping: FieldMapping[] = contactFields.map((name) => ({
  from: name,
  to: name,
  transform: '',
  authority: 'terrain',
}));
