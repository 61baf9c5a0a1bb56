/**
 * A name or a search word as it is compared: without case and accents, so that `Élodie` is found by `elodie`.
 * Apostrophes, hyphens and spaces stay, the typographic apostrophe as the plain one; scripts without case or accents
 * come out as they are (Unicode NFD, then no combining marks, UAX #15).
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[’ʼ]/g, "'")
    .toLowerCase()
    .normalize('NFC')
    .trim();
}
