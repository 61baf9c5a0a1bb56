import { iso } from '../cells.ts';
import {
  country,
  email,
  empty,
  firstName,
  id,
  language,
  lastName,
  mailGranted,
  notes,
  phone,
  postalCode,
  tags,
  textsGranted,
} from './contact-cells.ts';
import type { Preset } from './preset.ts';

const yesNo = (condition: string) => `case when ${condition} then 'Y' else 'N' end`;

/** NationBuilder's import of people. It takes an empty opt-in for a yes, so whoever has not said yes is `N`. */
export const nationBuilder: Preset = {
  columns: [
    ['external_id', id],
    ['email', email],
    ['email_opt_in', yesNo(mailGranted)],
    ['prefix', empty],
    ['first_name', firstName],
    ['middle_name', empty],
    ['last_name', lastName],
    ['suffix', empty],
    ['phone_number', empty],
    ['mobile_number', phone],
    ['mobile_opt_in', yesNo(textsGranted)],
    ['language', language],
    ['created_at', iso('c.created_at')],
    ['support_level', empty],
    ['is_volunteer', yesNo("c.availability_list <> '' or c.skill_list <> '' or booked.contact_id is not null")],
    ['employer', empty],
    ['occupation', empty],
    ['note', notes],
    ['tag_list', tags],
    ['address1', empty],
    ['address2', empty],
    ['city', empty],
    ['state', empty],
    ['zip', postalCode],
    ['country', country],
  ],
};
