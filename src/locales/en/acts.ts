import type { Messages } from '../index.ts';

export const acts: Messages['acts'] = {
  mails: (title, count) => `${title} (${count === 1 ? '1 mail' : `${count} mails`})`,
  undoEnrol:
    'Takes those out of the sequence who have got none of its mails yet. The others go on with it; who has left has left.',
  export: {
    title: 'Export these contacts',
    text: 'A file is made in the background. You will find it under “Files” for 24 hours, and only you.',
    format: 'Format',
    button: (who) => `Export ${who}`,
  },
  erase: {
    link: 'Erase these contacts for good',
    linkText: 'When their data is of no more use. The next page says what goes; nothing is erased before you confirm.',
    linkButton: (who) => `See what erasing ${who} would mean`,
    title: (count, one) => (one ? 'Erase 1 contact' : `Erase ${count} contacts`),
    back: 'Back without erasing anything',
    nobody: 'Nobody matches this filter: there is nothing to erase.',
    warning: 'This cannot be undone. Nobody can put these contacts back, and neither can we.',
    goes: 'What goes',
    goesList: [
      'Names, e-mail addresses, phone numbers, postal codes and answers',
      'Notes, tags, calls and each person’s whole timeline',
      'Mails that were planned: they will not go out',
    ],
    stays: 'What stays, without a name',
    staysList: [
      'Your campaigns’ totals, tied to nobody',
      'Of whoever had said no: an unreadable hash, so that no import writes to them again',
      'The audit log: who erased, when and how many, without names or addresses',
    ],
    sent: 'Mails that have gone and files that were exported cannot be called back.',
    newcomers: 'Whoever signs up after you confirm is kept, even if the segment describes them.',
    label: (count) => `To confirm, type the number of people: ${count}`,
    wrong: (count) => `Type ${count}, the number of people who would be erased, or go back.`,
    moved: (count) => `The number has changed since you opened the page: it is ${count} now. Read again, then confirm.`,
    button: (who) => `Erase ${who} for good`,
    progress: (done, total) => `${done} of ${total} erased`,
    stopText: 'Who is erased stays erased. The others are kept.',
    stop: 'Stop erasing',
    over: 'Who is erased is erased for good. Who is missing from the count was kept: the segment no longer described them.',
  },
};
