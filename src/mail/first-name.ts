const placeholder = '{firstName}';
const start = String.raw`(^|[.!?…]\s+)`;

/** What goes with the name and has to go with it where it stands: tried in this order. */
const withoutName: [RegExp, (match: string, before: string, letter: string) => string][] = [
  // "{firstName}, merci d’être là" -> "Merci d’être là"; the sentence starts at what follows the name.
  [
    new RegExp(`${start}\\{firstName\\}\\s*[,:!?…]*\\s*(\\p{L}?)`, 'gu'),
    (_, before, letter) => before + letter.toUpperCase(),
  ],
  // "Merci, {firstName}, pour ton temps" -> "Merci pour ton temps"
  [/,\s*\{firstName\},/gu, () => ''],
  // "Merci, {firstName} !" -> "Merci !"
  [/,\s*\{firstName\}(?=\s*(?:[.!?…;:]|$))/gu, () => ''],
  // "Bonjour {firstName}," -> "Bonjour,"; the space before a following sign stays as it was typed.
  [/\s*\{firstName\}/gu, () => ''],
];

/**
 * Puts a first name where a text says `{firstName}`. With no name, the placeholder leaves together with the space and
 * the comma that came with it, so that the sentence reads as if it had been written without a name:
 * "Bonjour {firstName}," becomes "Bonjour,".
 */
export function fillFirstName(text: string, firstName: string): string {
  // A line break in a name must not reach a subject.
  const name = firstName.replace(/\s+/gu, ' ').trim();
  if (name !== '') {
    return text.replaceAll(placeholder, () => name);
  }
  return withoutName.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
