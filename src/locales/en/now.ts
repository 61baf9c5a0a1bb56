import type { Messages } from '../index.ts';

export const now: Messages['now'] = {
  title: 'I have 30 minutes',
  text: 'One tap, and here is something to do right now: nearby or by phone.',
  button: 'Find me something',
  lead: 'This is what helps most at the moment.',
  minutes: (count) => `About ${count} minutes.`,
  shift: 'A team is about to set out',
  share: 'Invite two people',
  open: 'Start',
  again: 'Something else',
  done: 'I did it',
  calls: 'How many calls? (if you counted)',
  doors: 'How many doors? (if you counted)',
  language: 'My language',
  languageText: 'This page and your emails follow.',
  languages: { fr: 'Français', en: 'English' },
  team: 'My team',
  ledBy: (name) => `Led by ${name}.`,
  noLeader: 'This team has no leader yet.',
  writeTo: (address) => `Write to ${address}`,
  mine: 'What I have done',
  kept: 'Promise kept',
  task: 'A half-hour task',
  counted: (what, count) => `${what}: ${count}`,
  preferences: {
    title: 'My preferences',
    lead: 'In which language you are written to, and for what. Each choice holds at once.',
  },
  total: (people, count) =>
    count === 0
      ? `That day, ${people === 1 ? 'you are the first to say so' : `${people} of you were out there`}.`
      : `Together: ${people === 1 ? '1 person' : `${people} people`}, ${count} doors or calls. Thank you!`,
};
