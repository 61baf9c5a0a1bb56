import type { Messages } from '../index.ts';
import { consent, errors, fields, form, hints, missing, notices } from './pages-form.ts';

export const pages: Messages['pages'] = {
  language: 'English',
  languages: 'Language of this page',
  skip: 'Skip to content',

  footer: {
    privacy: 'No tracking, no ads: what you write goes to the organization named on the page.',
    mark: 'Powered by Terrain',
  },

  live: {
    busy: 'Sending…',
    offline: 'No network right now. Everything you wrote is still here; we will try again in a moment.',
    unavailable: 'The service is catching its breath. Nothing is lost; we will try again in a moment.',
    giveUp: 'It did not go through. Everything you wrote is still here: press again whenever you like.',
    copied: 'Link copied',
  },

  form,
  fields,
  hints,
  errors,
  missing,
  notices,
  consent,

  landing: {
    progress: {
      signups: (count: number, target: string) => `${count === 1 ? 'person' : 'people'} out of ${target}`,
      money: (_count: number, target: string) => `pledged out of ${target}`,
      hours: (count: number, target: string) => `${count === 1 ? 'hour' : 'hours'} pledged out of ${target}`,
      actions: (count: number, target: string) => `${count === 1 ? 'action' : 'actions'} pledged out of ${target}`,
      bookings: (count: number, target: string) => `${count === 1 ? 'place' : 'places'} taken out of ${target}`,
    },
    first: (target: string) => `First step towards ${target}: will it be yours?`,
    reached: 'Goal reached: everyone who joins now takes us further.',
    form: 'The form',
    shifts: 'Out there soon',
    shiftsNote: 'You will choose your place right after the form.',
    story: 'Why now',
    toForm: 'Back to the form',
    behind: 'Who is behind this',
    reach: 'How to reach us',
  },

  shift: {
    kinds: { canvass: 'Door to door', 'phone-bank': 'Phone bank', event: 'Event' },
    zone: (hours: string, zone: string) => `${hours} (${zone})`,
    left: (left: number) => (left === 1 ? '1 place left' : `${left} places left`),
    full: 'Full',
    book: 'Take a place',
    bookNamed: (title: string, date: string) => `Take a place: ${title}, ${date}`,
    booked: 'Your place is booked',
    cancelled: 'Place given up',
    attended: 'Done, thank you',
    missed: 'Another time, then',
    cancel: 'Give up my place',
    cancelNamed: (title: string, date: string) => `Give up my place: ${title}, ${date}`,
    report: 'Tell us how it went',
    reportNamed: (title: string, date: string) => `Tell us how it went: ${title}, ${date}`,
  },

  pledge: {
    money: (amount: string) => `You pledged ${amount}.`,
    monthly: (amount: string) => `You pledged ${amount} a month.`,
    hours: (count: string) => `You pledged ${count} of your time.`,
    doors: (count: string) => `You pledged to knock on ${count}.`,
    calls: (count: string) => `You pledged ${count}.`,
    other: (count: string) => `You pledged ${count} actions.`,
    moneyTitle: 'Turn your pledge into a gift',
    moneyText: 'Nothing is paid here. You give on the organization’s official page; then come back and tell us.',
    otherTitle: 'Your pledge',
    otherText: 'When it is done, say so here: that is how we know where we stand.',
    donate: 'Give on the official page',
    done: 'I did it',
    doneMoney: 'I made my gift',
    kept: 'Pledge kept. Thank you!',
  },

  share: {
    title: 'Pass the word on',
    text: 'One person who invites two others: that is how a movement grows.',
    link: 'Your link to share',
    copy: 'Copy the link',
    native: 'Share',
  },

  next: {
    thanks: 'Thank you!',
    title: 'Your next step',
    mailTitle: 'An email is waiting for you',
    mailConsented:
      'Open it and confirm your address: that is what lets us write to you about what comes next. Nothing there? Look in your junk mail.',
    mailOnly:
      'It confirms your address and leads to your own space. You did not ask for follow-up: we will write only about what you book here.',
    shiftTitle: 'Choose your place out there',
    shiftText: 'This is where it happens. Take the date that suits you; you can give it up in one step.',
    fullTitle: 'Everything is full for now',
    fullText: 'Join a waiting list: as soon as a seat comes free it is held for you, and you hear by email.',
    moreShifts: 'Another date?',
    bookedTitle: 'See you there',
  },

  outcomes: {
    'task-done': 'Noted. Thank you for doing this!',
    language: 'Noted: your next emails will be in English.',
    coming: 'Noted: the team is counting on you. Thank you!',
    waiting: 'You are on the waiting list. If a place comes free, you will hear by email.',
    'seats-left': 'There is still room on this date: book your place below.',
    'wait-left': 'Noted, you are no longer on the waiting list.',
    'hold-over': 'This place is no longer kept for you. You can put yourself on the waiting list again.',
    confirmed: 'Your address is confirmed. This is your own space: keep its link.',
    booked: 'Your place is booked. The details are on their way by email.',
    full: 'This date has just filled up. There may be another place for you below.',
    over: 'This date has passed. There may be another place for you below.',
    cancelled: 'You gave up your place: somebody else can take it now. Thank you for telling us.',
    reported: 'Noted. Thank you for telling us!',
    'pledge-kept': 'Pledge kept: thank you!',
    'pledge-made': 'Your pledge is noted. Thank you!',
    unavailable: 'We cannot save anything right now. Please try again in a moment.',
  },

  campaigns: {
    title: 'Campaigns open now',
    lead: 'Choose a cause. Five minutes online, then something real, out in the world.',
    open: 'Count me in',
    emptyTitle: 'Nothing on the wall just now',
    empty: 'No campaign is open at the moment. Come back soon: the next one will be announced right here.',
    emptyOrganizer: 'Are you organizing a campaign? Open one from the organizers’ space.',
    emptyAction: 'Organizers’ space',
    others: 'These campaigns are waiting for you',
  },

  closed: {
    title: 'This campaign is over',
    text: (title: string) => `“${title}” no longer takes sign-ups. Thank you to everyone who lent a hand.`,
    reach: (sender: string) => `A question? ${sender} will answer:`,
  },

  space: {
    title: (firstName: string) => (firstName === '' ? 'Hello!' : `Hello, ${firstName}!`),
    label: 'Your space',
    lead: (email: string) => `This page is yours (${email}). Keep its link and do not share it.`,
    myShifts: 'My dates',
    noShifts: 'Nothing booked yet. Would one of the dates below suit you?',
    noShiftsAtAll: 'Nothing booked, and no date is open. As soon as there are some, they will be here.',
    openShifts: 'Places to take',
    myPledges: 'My pledges',
    settings: 'My information',
    leave: 'Stop receiving emails',
    data: 'Get a copy of my information',
    erase: 'Erase my information',
  },

  confirm: {
    title: 'One more press and it is confirmed',
    text: 'Confirm that this address is yours. Nothing will be sent to you if it is not.',
    action: 'Yes, this is my address',
    other: 'You did not ask for anything? Simply close this page.',
  },

  cancel: {
    title: 'Give up your place?',
    text: 'Things come up. Letting us know means that someone else can take over.',
    action: 'Yes, give up my place',
    keep: 'No, I will be there',
  },

  report: {
    title: 'So, how was it?',
    text: 'Two presses are enough. The rest helps the team, if you feel like it.',
    attended: 'I was there',
    missed: 'I could not be there',
    preset: { attended: 'You were there: just confirm it.', missed: 'You could not be there: just confirm it.' },
    more: 'If you have one more minute',
    thanksAttended: 'Thank you for being there!',
    thanksAttendedText: 'What you just did cannot be done from behind a screen. The team has your report.',
    thanksMissed: 'Thank you for saying so',
    thanksMissedText: 'It happens to everybody. There is surely another date for you.',
    helpComing: 'You asked for a hand: someone from the team will write to you.',
    backToSpace: 'Go to my space',
  },

  unsubscribe: {
    title: 'Stop receiving our emails?',
    text: (sender: string) =>
      `${sender} will stop writing to you, for this campaign and for any other. What you booked stays booked.`,
    action: 'Take me off the list',
    stay: 'Staying? Simply close this page.',
    doneTitle: 'Done: you are off the list',
    done: (sender: string) => `${sender} will no longer write to you, except about a seat that you booked.`,
    others: 'And the rest?',
    othersText: 'You also agreed to this. Each can be taken back by itself.',
    all: 'Stop all of it at once',
    allDoneTitle: 'Done: everything has stopped',
    allDone: (sender: string) =>
      `${sender} will no longer write to you, call you or hand on your details. Only a seat that you booked may still be a reason for an email.`,
    doneBack: 'One press too many? The campaign’s form lets you come back at any time.',
    backToCampaign: 'See the campaign again',
  },

  problems: {
    retry: 'Send again',
    typed: 'What you wrote',
    home: 'See the campaigns open now',
    'not-found': {
      title: 'This page is not on the map',
      sentences: ['The address may have changed, or a letter got lost along the way.'],
    },
    gone: {
      title: 'This link has had its day',
      sentences: ['To be safe, our links do not last forever.', 'The latest of our emails has one that works.'],
    },
    forbidden: {
      title: 'This link is not valid',
      sentences: ['It may have been cut short: open it again from the email, or copy the whole of it.'],
    },
    'unsupported-type': {
      title: 'This did not arrive as a form',
      sentences: ['Go back to the campaign’s page and send the form from there.'],
    },
    'too-large': {
      title: 'That is a little long for us',
      sentences: ['This is more than we can take in. Go back, shorten your answers and send again.'],
    },
    malformed: {
      title: 'We could not read this',
      sentences: ['It arrived damaged. Please go back and send it again.'],
    },
    'too-many': {
      title: 'One moment, please',
      sentences: ['Many forms have just been sent from your network.', 'Wait a minute, then try again.'],
    },
    unavailable: {
      title: 'We are catching our breath',
      sentences: [
        'The service cannot save anything right now. Nothing of what you wrote is lost.',
        'Wait a moment, then send again.',
      ],
    },
    unexpected: {
      title: 'Something snagged on our side',
      sentences: ['It is not your fault, and the team has been told. Please try again in a moment.'],
    },
    reference: (id: string) => `Number to mention if you write to us: ${id}`,
  },
};
