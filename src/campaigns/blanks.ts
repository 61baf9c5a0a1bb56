/** A place in a text that a template leaves for the organizer: `[À REMPLIR : le quartier]`, `[FILL IN: the area]`. */
const pattern = /\[(?:À REMPLIR|FILL IN)[\s\u00a0]?:[^\]]*\]/g;
/** What a template has for a link of the organizer's own: a host that can never exist (RFC 2606). */
const address = /https:\/\/a-remplir\.example[^\s)]*/g;

/** A blank, and the path of the text that it stands in. */
export type Blank = { path: (string | number)[]; blank: string };

/** Every blank that is left in a campaign, in the order of its texts. */
export function blanksIn(value: unknown, path: (string | number)[] = []): Blank[] {
  if (typeof value === 'string') {
    return [...(value.match(pattern) ?? []), ...(value.match(address) ?? [])].map((blank) => ({ path, blank }));
  }
  if (Array.isArray(value)) return value.flatMap((one, index) => blanksIn(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => blanksIn(one, [...path, key]));
}

/** The same value with blanks filled in, wherever they stand; those without an answer stay. */
export function fillBlanks<T>(value: T, answers: ReadonlyMap<string, string>): T;
export function fillBlanks(value: unknown, answers: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    let text = value;
    for (const [blank, answer] of answers) text = text.replaceAll(blank, () => answer);
    return text;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => fillBlanks(one, answers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fillBlanks(one, answers)]));
}
