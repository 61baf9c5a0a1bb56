import type { Messages } from '../index.ts';

/** Sections of a landing page, and the form in another site’s frame. */
export const sections: Messages['sections'] = {
  goal: 'Our goal',
  faq: 'Your questions',
  paidBy: (who: string) => `Advertising paid for by ${who}.`,
  agent: (who: string) => `Official agent: ${who}.`,

  embed: {
    title: (campaign: string) => `Form: ${campaign}`,
    whole: 'See the whole page',
    thanks: 'Thank you!',
    mail: 'An email is on its way to confirm your address.',
    next: 'Choose my next step',
    newTab: 'Opens in a new tab, on a page that is yours alone.',
    closedTitle: 'This campaign is over',
    closedText: 'It takes no more sign-ups. Thank you to everyone who pitched in.',
  },
};
