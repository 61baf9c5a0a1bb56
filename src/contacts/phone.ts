/** Kept: `import()` of what is loaded already still took a tenth of a sign-up. */
let parser: Promise<PhoneParser> | undefined;

/** Ten digits as North Americans write them; neither an area nor an exchange begins with 0 or 1. */
const northAmerican = /^(?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-. ]?([2-9]\d{2})[-. ]?(\d{4})$/;

/**
 * Reads a phone number as typed, as E.164, with an extension as RFC 3966 section 3 writes it (`+15145550123;ext=5`).
 * `country` (ISO 3166) is assumed where it has no prefix. Undefined when it is not a number that can exist, or when
 * there is more than a number: nothing that was typed is dropped in silence.
 */
export type PhoneParser = (text: string, country: string) => string | undefined;

/** Loads what knows the world's numbers, once: it weighs 20 MB, and many campaigns ask for no number. */
export function loadPhoneParser(): Promise<PhoneParser> {
  parser ??= import('libphonenumber-js/min').then(({ isSupportedCountry, parsePhoneNumberFromString }) => {
    return (text, country) => {
      const upper = country.toUpperCase();
      // What nearly everyone types here: the library says the same of it, in a tenth of a sign-up's time.
      const usual = upper === 'CA' || upper === 'US' ? northAmerican.exec(text) : null;
      if (usual) return `+1${usual[1]}${usual[2]}${usual[3]}`;
      const assumed = isSupportedCountry(upper) ? { defaultCountry: upper } : {};
      // As an extension is said in Quebec, which the library does not know.
      const international = text.replace(/\bposte\s*(?=\d)/i, 'ext. ');
      const number = parsePhoneNumberFromString(international, { ...assumed, extract: false });
      if (!number?.isPossible()) return undefined;
      return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
    };
  });
  return parser;
}
