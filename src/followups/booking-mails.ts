/** What the mails that answer a person's own act about a seat are called. */
export const bookingMails = [
  'booking',
  'booking-moved',
  'booking-cancelled',
  'shift-reminder',
  'shift-morning',
  'report-ask',
  'seat-offer',
];
