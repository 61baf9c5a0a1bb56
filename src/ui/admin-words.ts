import { type Locale, messages } from '../locales/index.ts';

/** What a mail is called: one that Terrain makes by itself by its words, a step of a sequence by its own key. */
export function mailName(locale: Locale, name: string): string {
  return lookUp(messages(locale).admin.contact.mailNames, name) ?? name;
}

/** Why a mail was not sent. What a transport said stays in its own words. */
export function mailReason(locale: Locale, reason: string): string {
  const t = messages(locale).admin.contact;
  // `send-message.ts`: handed over when the process died, and not to be handed over again.
  const [, uncertain, code = reason] = /^(may-have-gone: )?(.*)$/s.exec(reason) ?? [];
  const words = lookUp(t.reasons, code) ?? code;
  return uncertain === undefined ? words : t.mayHaveGone(words);
}

/** An answer of a form as a person would read it. `own`: the campaign's words for its own choices. */
export function answerText(
  locale: Locale,
  name: string,
  value: string | string[],
  own: Record<string, string>,
): string {
  const labels: Record<string, string> = name === 'availability' ? messages(locale).pages.form.availability : own;
  return [value]
    .flat()
    .map((one) => lookUp(labels, one) ?? one)
    .join(', ');
}

function lookUp(words: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
