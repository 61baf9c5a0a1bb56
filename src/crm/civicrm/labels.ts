import type { There } from './push.ts';

/** The tags that people are to have, by their name in lower case: once each whatever the case, as the column holds them. */
export function labelsOf(there: There[]): Map<string, string> {
  const names = there.flatMap(({ contact }) => contact.tags.map(shorten)).filter((name) => name !== '');
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

/** Who is to have one of them. */
export function whoWants(there: There[], key: string): There[] {
  return there.filter(({ contact }) => contact.tags.some((name) => shorten(name).toLowerCase() === key));
}

/** Tags hold 64 characters, and so do groups' titles in old versions. */
function shorten(name: string): string {
  return [
    ...name
      .toWellFormed()
      .replace(/\p{Cc}/gu, ' ')
      .trim(),
  ]
    .slice(0, 64)
    .join('')
    .trim();
}
