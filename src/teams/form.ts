import { first, type PostedForm } from '../http/read-form.ts';

/** How long a team's name may be; cut there, it could end in half a character. */
export const longestName = 200;

/** A team as it was typed. */
export type TypedTeam = { name: string; prefixes: string; leader: string };
/** A team that can be kept. `leaderId` null: nobody leads it. */
export type TeamInput = { name: string; postalPrefixes: string[]; leaderId: string | null };
/** What is wrong, by field; `prefix` is the one that no postal code begins with. */
export type TeamFaults = { name?: true; prefix?: string };

/** Reads a team's form; the prefixes come in any case, separated by anything but letters and digits. */
export function readTeam(form: PostedForm): { typed: TypedTeam; team: TeamInput; faults: TeamFaults } {
  const typed = { name: first(form, 'name'), prefixes: first(form, 'prefixes'), leader: first(form, 'leader') };
  const name = typed.name.replaceAll('\0', '').trim();
  const postalPrefixes = readPrefixes(typed.prefixes);
  const bad = postalPrefixes.find((prefix) => !/^[A-Z0-9]{1,10}$/.test(prefix));
  const isName = name !== '' && name.length <= longestName;
  const faults = { ...(isName ? {} : { name: true as const }), ...(bad === undefined ? {} : { prefix: bad }) };
  return { typed, team: { name, postalPrefixes, leaderId: typed.leader.replaceAll('\0', '') || null }, faults };
}

/** A team as one text: a form carries what it was drawn from, so that a change by somebody else is seen. */
export function standOf({ name, postalPrefixes, leaderId }: TeamInput): string {
  return JSON.stringify([name, postalPrefixes, leaderId]);
}

/** Each prefix once, upper case, without hyphens: "h2x; G1, h2x" is H2X and G1. A space separates. */
export function readPrefixes(text: string): string[] {
  const words = text.toUpperCase().split(/[\s,;]+/);
  return [...new Set(words.map((word) => word.replaceAll('-', '')).filter((word) => word !== ''))];
}
