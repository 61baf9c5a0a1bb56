import type { Messages } from '../index.ts';

const nights = (days: number) => (days === 1 ? '1 day' : `${days} days`);

export const sequences: Messages['sequences'] = {
  starts: {
    signup: 'After the sign-up',
    confirmed: 'After the address is confirmed',
    pledge: 'After a pledge',
    booking: 'After a booking',
    attended: 'After showing up',
    missed: 'After missing a shift',
    reported: 'After reporting back',
    silence: 'After a silence',
    date: 'On a date',
  },
  afterSilence: (days) => `After ${nights(days)} of silence`,
  onDate: (date) => `On ${date}`,
  goals: {
    none: 'None: it runs to its end',
    booked: 'A seat booked',
    pledged: 'A pledge made',
    reported: 'A report given',
    attended: 'Showing up',
  },
  states: { draft: 'Draft', live: 'Live', paused: 'Paused' },
  delays: {
    none: 'At once',
    after: (delay) => `${delay} later`,
    hours: (hours) => (hours === 1 ? '1 hour' : `${hours} hours`),
    days: nights,
  },
  atHour: (hour, weekdays) => (weekdays ? `on the next weekday at ${hour}:00` : `at ${hour}:00`),
};
