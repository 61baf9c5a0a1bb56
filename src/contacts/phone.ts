/** Kept: `import()` of what is loaded already still took a tenth of a sign-up. */
let library: Promise<typeof import('libphonenumber-js/min')> | undefined;

/**
 * A phone number as typed, in E.164; `country` (ISO 3166) is assumed where it has no prefix. Undefined when it is not
 * a number that can exist. The metadata of the world's numbers is loaded with the first one: it weighs 20 MB.
 */
export async function parsePhone(text: string, country: string): Promise<string | undefined> {
  library ??= import('libphonenumber-js/min');
  const { isSupportedCountry, parsePhoneNumberFromString } = await library;
  const upper = country.toUpperCase();
  const number = isSupportedCountry(upper) ? parsePhoneNumberFromString(text, upper) : parsePhoneNumberFromString(text);
  return number?.isPossible() ? number.number : undefined;
}
