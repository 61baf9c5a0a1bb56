import type { crmActs as french } from '../fr/crm-acts.ts';

/** What somebody did, as their CRM shows it. */
export const crmActs: typeof french = {
  signup: 'Sign-up',
  booking: 'Booking',
  attended: 'Attendance',
  reported: 'Report',
  pledge: 'Pledge',
  monthlyPledge: 'Monthly pledge',
};
