import {
  country,
  email,
  empty,
  firstName,
  language,
  lastName,
  mailGranted,
  phone,
  postalCode,
} from './contact-cells.ts';
import type { Preset } from './preset.ts';

/** HubSpot's import of contacts; it has no word for consent, which the second file brings. */
export const hubspot: Preset = {
  columns: [
    ['Email', email],
    ['First Name', firstName],
    ['Last Name', lastName],
    ['Phone Number', phone],
    ['Street Address', empty],
    ['City', empty],
    ['State/Region', empty],
    ['Postal Code', postalCode],
    ['Country/Region', country],
    ['Preferred language', language],
  ],
};

/** The list for HubSpot's import of opt-outs: whoever has not said yes. */
export const hubspotOptOuts: Preset = { columns: [['Email', email]], only: `not ${mailGranted}` };
