import { first, type PostedForm } from '../http/read-form.ts';
import { isLocale, type Locale } from '../locales/index.ts';

/** What came of turning to somebody, in the order of the buttons. */
export const outcomes = ['called', 'wrote', 'met', 'no-answer'] as const;
export type Outcome = (typeof outcomes)[number];

export function readOutcome(form: PostedForm): Outcome | undefined {
  return outcomes.find((outcome) => outcome === first(form, 'outcome'));
}

/** Whose list: one's own, everybody's, what has run out of time, one's own or not. */
export const shows = ['mine', 'all', 'overdue'] as const;
export type Show = (typeof shows)[number];

/** Which list was asked for; one's own where none was. */
export function readShow(asked: string | undefined): Show {
  return shows.find((show) => show === asked) ?? 'mine';
}

/** How an organizer takes part in answering. */
export type Answering = { takesNew: boolean; dailyMail: boolean; locale: Locale | null };

export function readAnswering(form: PostedForm): Answering {
  const locale = first(form, 'locale');
  return {
    takesNew: first(form, 'takesNew') === 'yes',
    dailyMail: first(form, 'dailyMail') === 'yes',
    locale: isLocale(locale) ? locale : null,
  };
}
