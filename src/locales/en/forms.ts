/** What the fields and boxes of a campaign's form say, beside `pages.ts`. */
export const forms = {
  errors: {
    'phone-wanted': 'You would like us to call or text you: write your number, or untick the box.',
    number: 'Write a number in digits, like 12.',
    'number-range': 'This number is outside the limits given.',
    date: 'There is no such date. Write it like 2026-05-31.',
    'date-range': 'This date is outside the limits given.',
    unticked: 'Tick this box to go on.',
  },
  notices: {
    reworded:
      'A sentence beside a box has changed while this page was open. Read it again, tick it if you like, then press once more: the rest is still there.',
  },
  hints: {
    between: (min: string, max: string) => `From ${min} to ${max}`,
    from: (min: string) => `From ${min}`,
    upTo: (max: string) => `Up to ${max}`,
  },
  /** The way back from a choice that need not be made. */
  noAnswer: 'No answer',
  consents: {
    legend: 'Stay in touch',
    optional: 'Optional: you count just as much without these boxes.',
    who: (sender: string, email: string) =>
      `Your answers go to ${sender}, for this campaign. To leave: the link at the foot of every e-mail, or a word to ${email}.`,
  },
  offer: {
    title: (email: string) => `Did you mean ${email}?`,
    text: 'The address that you wrote looks like a slip of the finger. Without the right one, our e-mail will not reach you.',
    accept: 'Yes, correct it',
    keep: 'No, keep mine',
  },
  mailComing:
    'Your next step is in it. Nothing there? Have a look in your junk mail. Every e-mail has a link to leave.',
  /** In a contact's own space. */
  space: {
    again: 'Fill in the form again, already begun for me',
    preferences: 'My preferences: language, emails, texts, calls',
  },
};
