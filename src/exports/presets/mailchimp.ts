import { atMostBytes } from '../cells.ts';
import { country, email, firstName, lastName, mailGranted, phone, postalCode, tags } from './contact-cells.ts';
import type { Preset } from './preset.ts';

const text = (cell: string) => atMostBytes(255, `(${cell})`);

/** The parts of an address stand two spaces apart; the country is ISO 3166's two letters. */
const address = `case when c.postal_code = '' then '' else concat_ws('  ', ${postalCode}, nullif(${country}, '')) end`;

/** Mailchimp's import of an audience takes everyone for subscribed: it is given only whoever agreed to mail. */
export const mailchimp: Preset = {
  columns: [
    ['Email Address', email],
    ['First Name', text(firstName)],
    ['Last Name', text(lastName)],
    ['Address', text(address)],
    ['Phone Number', phone],
    ['Tags', tags],
  ],
  only: mailGranted,
};
