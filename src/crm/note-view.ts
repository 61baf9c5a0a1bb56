import { type Locale, messages } from '../locales/index.ts';

/** What a connector left out, in words, by the key that it gives; a key without words stands as it is. */
export function noteWord(locale: Locale, what: string): string {
  return new Map<string, string>(Object.entries(messages(locale).crm.notes)).get(what) ?? what;
}

/** The same of the line that a push's history keeps: `what: detail; what: detail`. */
export function notesText(locale: Locale, kept: string): string {
  return kept
    .split('; ')
    .map((note) => {
      const [, what, detail] = /^([a-z-]+): (.*)$/s.exec(note) ?? [];
      return what === undefined ? note : [noteWord(locale, what), detail].filter((part) => part !== '').join(' – ');
    })
    .join('; ');
}
