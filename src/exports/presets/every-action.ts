import { atMost, neutralised } from '../cells.ts';
import {
  country,
  email,
  empty,
  firstName,
  lastName,
  mailGranted,
  mailRefused,
  notes,
  phone,
  postalCode,
  tags,
  textsGranted,
  textsRefused,
} from './contact-cells.ts';
import type { Preset } from './preset.ts';

/** EveryAction's bulk upload: names of at most 50 characters, notes of 1,000. */
export const everyAction: Preset = {
  columns: [
    ['First Name', atMost(50, firstName)],
    ['Middle Name', empty],
    ['Last Name', atMost(50, lastName)],
    ['Suffix', empty],
    ['Address Line 1', empty],
    ['Address Line 2', empty],
    ['City', empty],
    ['State', empty],
    ['Zip', postalCode],
    ['Country', country],
    ['Email Address', email],
    [
      'Email Subscription Status',
      `case when ${mailGranted} then 'Subscribed' when ${mailRefused} then 'Unsubscribed' else 'Not Subscribed' end`,
    ],
    ['Phone', phone],
    ['Phone Type', "case when c.phone = '' then '' else 'Cell' end"],
    [
      'SMS Opt-In Status',
      `case when ${textsGranted} then 'Opt-In' when ${textsRefused} then 'Opt-Out' else 'Unknown' end`,
    ],
    ['Activist Code', tags],
    ['Origin Source Code', neutralised("coalesce(came.source, '')")],
    ['Notes', atMost(1000, notes)],
  ],
};
