import type { Messages } from '../index.ts';

/** The public form. */
export const form: Messages['pages']['form'] = {
  optional: 'optional',
  errorsTitle: (count: number) =>
    count === 1 ? 'One answer needs another look' : `${count} answers need another look`,
  website: 'Leave this field empty',
  once: 'Once',
  monthly: 'Every month',
  availability: { weekdays: 'Weekdays, daytime', evenings: 'Evenings', weekends: 'Weekends' },
  hours: (count: number) => (count === 1 ? 'hour' : 'hours'),
  doors: (count: number) => (count === 1 ? 'door' : 'doors'),
  calls: (count: number) => (count === 1 ? 'call' : 'calls'),
};

export const fields: Messages['pages']['fields'] = {
  email: 'Email',
  firstName: 'First name',
  lastName: 'Last name',
  phone: 'Phone',
  postalCode: 'Postal code',
  availability: 'When you are free',
  skills: 'What you like doing',
  question: 'Your answer',
  amount: 'How much will you pledge?',
  amountOther: 'Another amount',
  frequency: 'How often?',
  hours: 'How many hours can you give?',
  hoursOther: 'Another number',
  doors: 'How many doors will you knock on?',
  doorsOther: 'Another number',
  calls: 'How many calls will you make?',
  callsOther: 'Another number',
  count: 'Number pledged',
  countOther: 'Another number',
  doorsDone: 'Doors you knocked on',
  callsDone: 'Calls you made',
  note: 'What you saw and heard',
  needsHelp: 'I need a hand',
  consent: 'Follow-up by email',
  answer: 'Your answer',
};

export const hints: Messages['pages']['hints'] = {
  phone: 'For example 514 555-0123',
  postalCode: 'So that we can suggest what is happening near you',
  note: 'One sentence is plenty: how people were, a question that kept coming up, an address to cross off.',
  needsHelp: 'Someone from the team will write to you.',
};

export const errors: Messages['pages']['errors'] = {
  required: 'An answer is missing here.',
  email: 'This address is not complete. It should look like name@example.org.',
  'too-long': 'That is too long: a few words will do.',
  characters: 'One of these characters does not go through. Please write this field again.',
  phone: 'This number is not complete. It should look like 514 555-0123.',
  'postal-code': 'This postal code is not complete. It should look like H2X 1Y4.',
  amount: 'Write the amount in figures, like 25 or 25.50.',
  'amount-range': 'That amount is too large to be noted here. Please choose a smaller one.',
  count: 'Write a whole number, like 5.',
  choice: 'Choose one of the answers offered.',
};

export const missing: Messages['pages']['missing'] = {
  email: 'Write your email address.',
  firstName: 'Write your first name.',
  lastName: 'Write your last name.',
  phone: 'Write your phone number.',
  postalCode: 'Write your postal code.',
  availability: 'Choose at least one time.',
  skills: 'Choose at least one answer.',
  amount: 'Choose an amount, or write your own.',
  count: 'Choose a number, or write your own.',
};

export const notices: Messages['pages']['notices'] = {
  'too-quick': 'That was quick! Have another look at your answers, then press again: nothing is lost.',
  'stale-form': 'This page had been open for a long time. Your answers are all here: press again.',
  trap: 'A hidden field had been filled in, often by a password manager. We emptied it: press again.',
  unproven:
    'Bots are hammering this form, so your device has a small sum to do. Everything is still here: press again.',
  'too-many-recipient':
    'This e-mail address has just been used several times. Wait an hour and press again: everything is still here.',
  'too-many':
    'Many forms have just been sent from your network. Wait a minute and press again: everything is still here.',
  unavailable: 'We cannot save anything right now. Nothing is lost: press again in a moment.',
};

export const consent: Messages['pages']['consent'] = {
  optional: 'Optional: you count just as much without this box.',
  who: ({ sender }: { sender: string }) =>
    `Your answers go to ${sender}, for this campaign. Every email has a link to leave, in one step.`,
};
