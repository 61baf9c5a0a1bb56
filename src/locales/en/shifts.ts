import type { Messages } from '../index.ts';

export const shifts: Messages['shifts'] = {
  confirm: {
    title: 'Are you coming?',
    text: 'One tap, and the team knows that it can count on you.',
    action: 'Yes, I’m coming',
    cancel: 'I can’t make it',
    done: 'You said that you are coming',
  },
  ticket: {
    title: 'Your code for the door',
    text: 'Show this code to whoever welcomes you, or simply give your name.',
    code: 'Or say this code',
    alt: 'QR code of your booking',
    link: 'My code for the door',
    linkNamed: (title, date) => `My code for the door: ${title}, ${date}`,
    keep: 'Take a screenshot: it can be read without a network, too.',
  },
  calledOff: 'Called off by the team',
  wait: {
    join: 'Put me on the waiting list',
    joinNamed: (title, date) => `Put me on the waiting list: ${title}, ${date}`,
    mine: 'I’m waiting for a place',
    first: 'You are next on the list. As soon as a place comes free, an email goes out.',
    before: (count) =>
      count === 1
        ? 'One person is before you. When it is your turn, an email goes out.'
        : `${count} people are before you. When it is your turn, an email goes out.`,
    held: (until) => `A place is kept for you until ${until}.`,
    see: 'Take the place',
    leave: 'Leave the waiting list',
    leaveNamed: (title, date) => `Leave the waiting list: ${title}, ${date}`,
    offerTitle: 'A place came free',
    take: 'Yes, I’ll take it',
    pass: 'No, let the next person have it',
    lateTitle: 'This place is no longer kept',
    late: 'Time is up, and the place was offered to the next person. You can put yourself on the list again.',
    waitingTitle: 'You are on the waiting list',
  },
  admin: {
    open: 'See',
    openNamed: (shift) => `See ${shift}`,
    people: 'Who comes',
    empty: 'Nobody has booked yet. Share the campaign’s link again, or call those who signed up.',
    share: 'The page to share',
    person: 'Person',
    state: 'Where it stands',
    states: {
      booked: 'Booked',
      confirmed: 'Confirmed',
      cancelled: 'Cancelled',
      attended: 'Was there',
      missed: 'Was not there',
    },
    waiting: (count) => (count === 1 ? 'One person on the waiting list.' : `${count} people on the waiting list.`),
    held: (count) => (count === 1 ? 'One seat is kept for the next.' : `${count} seats are kept for the next.`),
    seats: (booked, seats) => `${booked} of ${seats} seats taken`,
    confirmed: (count) => (count === 1 ? '1 has confirmed' : `${count} have confirmed`),
    lacks: (needed) => `People are missing: it takes at least ${needed}.`,
    door: 'Check-in at the door',
    callOff: 'Call this shift off',
    callOffTitle: 'Call this shift off?',
    callOffText: (count) =>
      count === 0
        ? 'Nobody has booked. The shift will not be offered any more, and cannot be opened again.'
        : `${count === 1 ? 'The one who booked gets' : `The ${count} people who booked get`} an email that takes the shift out of their calendar. The shift cannot be opened again.`,
    callOffYes: 'Yes, call it off',
    callOffNo: 'No, keep it',
    isCalledOff: 'This shift was called off.',
    noName: 'No name',
  },
};
