import type { Messages } from '../index.ts';

export const mail: Messages['mail'] = {
  confirm: {
    subject: (p) => `Confirm your address: ${p.campaign}`,
    preheader: 'One tap and it’s done.',
    headline: 'Is this your address?',
    body: (p) =>
      `This address was just signed up for the campaign “${p.campaign}” (${p.sender}). Confirm it to hear what comes next.`,
    button: 'Yes, it’s mine',
    ignore:
      'Not you? There is nothing to do. Unless it is confirmed, this address will get no follow-up from this campaign.',
  },
  booking: {
    subject: (p) => `You’re booked: ${p.title}, ${p.day}`,
    preheader: (p) => `${p.date}, ${p.hours}, ${p.place}`,
    headline: 'Your spot is waiting.',
    body: 'It’s booked, thank you! Here is where and when we meet:',
    calendar: 'The calendar file is attached to this email: open it to add the shift to your calendar.',
    cancelAsk: 'Something came up? Free your spot and someone else can take it.',
    cancel: 'Cancel my booking',
    ticket: (p) => `At the door, give your name or this code: ${p.code}. It works with or without a network.`,
    ticketLink: 'Show my QR code',
  },
  bookingMoved: {
    subject: (p) => `Changed: ${p.title}, ${p.day}`,
    preheader: (p) => `Now: ${p.date}, ${p.hours}, ${p.place}`,
    headline: 'News: the time or place has changed.',
    body: 'The team moved the shift that you booked. Here is where and when we meet now:',
    calendar: 'The attached file brings your calendar up to date: open it, and the old entry is replaced.',
    confirm: 'Works for me, I’m coming',
    cancelAsk: 'The new time doesn’t suit you? Free your spot and someone else can take it.',
    cancel: 'Cancel my booking',
  },
  seatOffer: {
    subject: (p) => `A spot came free: ${p.title}, ${p.day}`,
    headline: 'A spot came free. It’s yours.',
    body: 'You were on the waiting list, and it’s your turn:',
    until: (p) => `We keep it for you until ${p.until}.`,
    button: 'Take the spot',
    other: 'You can’t come any more? Say so on the same page: the next person hears at once.',
  },
  shiftLacks: {
    subject: (p) => `People are missing (${p.booked} of ${p.needed}): ${p.title}, ${p.day}`,
    headline: 'A few people are still missing.',
    body: (p) =>
      `${p.booked === 0 ? 'Nobody has booked yet' : p.booked === 1 ? 'One person has booked' : `${p.booked} people have booked`}, of the ${p.needed} that this shift needs.`,
    advice: 'There is still time: call those who signed up and booked nothing, or share the campaign’s link again.',
    button: 'See the shift',
    share: 'Open the page to share',
    reason: (p) => `You get this email once for this shift, because you lead it in ${p.site}.`,
  },
  bookingCancelled: {
    subjectCalledOff: (p) => `Shift called off: ${p.title}, ${p.day}`,
    preheaderCalledOff: 'The team had to call this shift off. There are others.',
    headlineCalledOff: 'This shift will not take place.',
    bodyCalledOff: 'The team had to call this shift off. Thank you for wanting to be there:',
    subject: (p) => `Booking cancelled: ${p.title}, ${p.day}`,
    preheader: 'Your spot is free again. There are other shifts.',
    headline: 'It’s cancelled.',
    body: 'Your booking for this shift is cancelled and your spot is free again:',
    calendar: 'The attached file also takes the shift out of your calendar.',
    again: 'Would another time suit you better?',
    button: 'See the other shifts',
  },
  shiftReminder: {
    subject: (p) => `Reminder: ${p.title}, ${p.day}`,
    preheader: (p) => `${p.date}, ${p.hours}, ${p.place}`,
    headline: 'See you soon!',
    body: 'Your shift is coming up. The team is counting on you:',
    subjectMorning: (p) => `It’s today, ${p.hours}: ${p.title}`,
    headlineMorning: 'It’s today!',
    bodyMorning: 'See you in a little while. One last look at the time and place:',
    confirm: 'I’m coming',
    cancelAsk: 'Something came up? Let the team know by freeing your spot.',
    cancel: 'Cancel my booking',
  },
  reportAsk: {
    subject: (p) => `Were you there? ${p.title}`,
    preheader: 'Two taps are enough to tell us.',
    headline: 'So, how did it go?',
    body: (p) => `The shift “${p.title}” took place on ${p.day}. Were you there? Two taps are enough.`,
    attended: 'I was there',
    missed: 'I couldn’t make it',
    why: 'Your answer helps the team keep count and plan what comes next. Both answers are fine.',
  },
  invitation: {
    subject: (p: { by: string }) => `${p.by} gives you access to Terrain`,
    preheader: (p: { site: string; days: number }) => `The administration of ${p.site}. Good for ${p.days} days.`,
    headline: 'Welcome to the team.',
    body: (p: { site: string; by: string; days: number }) =>
      `${p.by} gave you access to the administration of ${p.site}. This link lets you in once; it is good for ${p.days} days.`,
    button: 'Come in',
    later: (p: { site: string }) =>
      `Later on, ask for a new link at ${p.site}/admin with this address. You do not know this team? Ignore this mail.`,
    reason: (p: { site: string; by: string }) =>
      `You get this mail because ${p.by} added your address to the team of ${p.site}.`,
  },
  signIn: {
    subject: 'Your sign-in link for Terrain',
    preheader: (p) => `Works for ${minutes(p.minutes)}, once.`,
    headline: 'Come on in.',
    body: (p) => `This link opens the admin of ${p.site}. It works for ${minutes(p.minutes)}, and only once.`,
    button: 'Sign in',
    ignore: 'You didn’t ask for it? Ignore this email: nobody gets in without this link.',
    reason: (p) => `You get this email because someone asked to sign in to ${p.site} with your address.`,
  },
  paused: {
    subject: (p) => `Sending paused: ${p.campaign}`,
    preheader: 'Sequences and broadcasts wait for your decision.',
    headline: 'Sending is paused.',
    why: {
      bounces: (p) =>
        `In the last week, ${p.counted} of ${p.sent} mails bounced. Above 5%, mail providers grow wary of everything that comes from your domain.`,
      complaints: (p) =>
        `In the last week, ${p.counted} of ${p.sent} people marked your mail as spam. Above 0.3%, mail providers file it as spam for everyone.`,
    },
    todo: {
      bounces: 'Check where the addresses come from: an old file that was imported, a form that bots found.',
      complaints: 'Ask who gets this mail and why: did they expect it, is it clear, is it too often?',
    },
    goesOn:
      'Confirmations of addresses and mail about seats still go. Nothing is lost: the rest goes once you resume sending.',
    button: 'See delivery',
    reason: (p) => `You get this mail because you are an owner of ${p.site}.`,
  },
  waiting: {
    subject: (p: { count: number }) =>
      p.count === 1 ? 'One person is waiting for your answer' : `${p.count} people are waiting for your answer`,
    preheader: 'A call, a few words, a meeting: within 72 hours.',
    headline: (p: { count: number }) => (p.count === 1 ? 'Somebody is waiting.' : 'People are waiting.'),
    body: (p: { count: number }) =>
      p.count === 1
        ? 'One person was given to you and still waits for your answer:'
        : `${p.count} people were given to you and still wait for your answer:`,
    overdue: 'for more than 72 hours',
    noName: 'Somebody',
    more: (p: { count: number }) => (p.count === 1 ? 'And one more.' : `And ${p.count} more.`),
    button: 'See who waits',
    reason: (p: { site: string }) =>
      `You get this mail because people are given to you in ${p.site}. To get it no more: “To answer”, then “My part”.`,
  },
  replyReceived: {
    subject: (p: { who: string }) => `${p.who} answered you`,
    preheader: 'What comes next is in your hands.',
    headline: 'You have an answer.',
    body: (p: { who: string; campaign: string }) =>
      `${p.who} answered a mail of the campaign “${p.campaign}”. Read it and write back here:`,
    noName: 'Someone',
    button: 'Read and answer',
    reason: (p: { site: string }) =>
      `You get this mail because this person is yours to answer in ${p.site}. At most one goes out per conversation and hour.`,
  },
  shift: {
    when: 'When',
    where: 'Where',
    hours: (p) => `${p.hours} (${p.zone})`,
  },
  /** What keeps a text with fields from being saved. */
  mergeFaults: {
    unknown: (p: { field: string }) =>
      `There is no field {${p.field}}. Choose one of {firstName}, {campaign}, {nextShift|…}, {team|…}, {leader|…}, {pledge|…}.`,
    fallback: (p: { field: string }) =>
      `Say what to write where {${p.field}} is not known, for example {${p.field}|soon}.`,
    link: (p: { field: string }) => `The field {${p.field}} cannot be part of a link’s address.`,
    brace: () => 'A brace stands alone: a field is written {firstName} or {firstName|you}.',
  },
  now: { text: 'A moment to spare? There is something to do nearby, or by phone.', link: 'I have 30 minutes' },
  footer: {
    unsubscribe: 'Unsubscribe',
    reasons: {
      confirm: (p) =>
        `You get this email because your address was entered in the form of the campaign “${p.campaign}”.`,
      consent: (p) => `You get this email because you agreed to hear about the campaign “${p.campaign}” (${p.sender}).`,
      ownAct: (p) => `You get this email because you made a commitment in the campaign “${p.campaign}”.`,
      shift: (p) => `You get this email because you booked a spot in a shift of the campaign “${p.campaign}”.`,
    },
  },
};

function minutes(count: number): string {
  return `${count} ${count === 1 ? 'minute' : 'minutes'}`;
}
