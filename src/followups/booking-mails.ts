/** What the mails that answer a person's own act about a seat are called. */
export const bookingMails = ['booking', 'booking-cancelled', 'shift-reminder', 'report-ask'];
