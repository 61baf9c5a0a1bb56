import {
  country,
  email,
  empty,
  firstName,
  id,
  language,
  lastName,
  mailGranted,
  phone,
  postalCode,
} from './contact-cells.ts';
import type { Preset } from './preset.ts';

/** CiviCRM's languages have a country: `fr_CA`. */
const civiLanguage = `${language} || '_CA'`;

/** CiviCRM's import of individuals: no column more, for it guesses fields by parts of their names. */
export const civicrm: Preset = {
  columns: [
    ['External Identifier', id],
    ['First Name', firstName],
    ['Last Name', lastName],
    ['Email', email],
    ['Phone', phone],
    ['Street Address', empty],
    ['City', empty],
    ['State/Province', empty],
    ['Postal Code', postalCode],
    ['Country', country],
    ['Language', civiLanguage],
  ],
};

/** The second file, imported after the first: whoever has not said yes is told to CiviCRM as opted out. */
export const civicrmOptOuts: Preset = {
  columns: [
    ['External Identifier', id],
    ['Email', email],
    ['No Bulk Emails (User Opt Out)', "'1'"],
  ],
  only: `not ${mailGranted}`,
};
