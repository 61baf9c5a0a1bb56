/** Kept: `import()` of what is loaded already still took a tenth of a sign-up. */
let library: Promise<typeof import('libphonenumber-js/min')> | undefined;

/** Ten digits as North Americans write them; neither an area nor an exchange begins with 0 or 1. */
const northAmerican = /^(?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-. ]?([2-9]\d{2})[-. ]?(\d{4})$/;

/**
 * A phone number as typed, in E.164; `country` (ISO 3166) is assumed where it has no prefix. Undefined when it is not
 * a number that can exist. The metadata of the world's numbers is loaded with the first one: it weighs 20 MB.
 */
export async function parsePhone(text: string, country: string): Promise<string | undefined> {
  const upper = country.toUpperCase();
  // What nearly everyone types here: the library says the same of it, in a tenth of a sign-up's time.
  const usual = upper === 'CA' || upper === 'US' ? northAmerican.exec(text) : null;
  if (usual) return `+1${usual[1]}${usual[2]}${usual[3]}`;
  library ??= import('libphonenumber-js/min');
  const { isSupportedCountry, parsePhoneNumberFromString } = await library;
  const number = isSupportedCountry(upper) ? parsePhoneNumberFromString(text, upper) : parsePhoneNumberFromString(text);
  return number?.isPossible() ? number.number : undefined;
}
