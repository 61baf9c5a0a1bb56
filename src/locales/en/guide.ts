import type { Messages } from '../index.ts';

export const guide: Messages['guide'] = {
  title: 'Guided start',
  step: (number, of) => `Step ${number} of ${of}`,
  steps: {
    1: ['Choose a template', 'The texts are written already. Give a name, and say who speaks.'],
    2: ['Fill in the blanks', 'Names, places, links: nothing else is missing before you open.'],
    3: ['Read the texts again', 'Change what you like. The rest can wait.'],
    4: ['First date and colour', 'A date close to home makes people say yes.'],
    5: ['Look and open', 'Here is the page, as it will be seen. Nothing is public before you open it.'],
  },
  next: 'Save and go on',
  back: 'Step before',
  later: 'Everything is kept: stop and come back whenever you like.',
  open: 'Open the page to the public',
  full: 'Edit everything',
  doneTitle: 'Your page is live',
  doneLead: 'Share this link, or let a phone scan this code.',
  codeAlt: 'QR code that leads to your page',
  poster: 'Poster to print',
  see: 'See the page',
  manage: 'Manage the campaign',
  sequence: 'These mails will follow every sign-up, without anything for you to do.',
  another: 'Make another campaign',
  invite: 'Ready to make your own? The guided start leads to a live page in less than ten minutes.',
};
