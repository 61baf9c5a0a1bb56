import {
  country,
  email,
  empty,
  firstName,
  id,
  lastName,
  mailGranted,
  phone,
  postalCode,
  tags,
  textsGranted,
} from './contact-cells.ts';
import type { Preset } from './preset.ts';

const status = (condition: string) => `case when ${condition} then 'subscribed' else 'unsubscribed' end`;

/** Action Network's upload. What it is given without a status it subscribes, so only a grant is `subscribed`. */
export const actionNetwork: Preset = {
  columns: [
    ['email', email],
    ['first_name', firstName],
    ['last_name', lastName],
    ['can2_phone', phone],
    ['can2_user_address', empty],
    ['can2_user_city', empty],
    ['can2_state_abbreviated', empty],
    ['zip_code', postalCode],
    ['country', country],
    ['can2_user_tags', tags],
    ['can2_subscription_status', status(mailGranted)],
    ['can2_sms_status', status(textsGranted)],
    ['uuid', id],
  ],
};
