import { Refusal } from '../call-failed.ts';
import type { Ask } from './client.ts';
import { definitionsPage } from './types.ts';

type Kind = { id: string; name: string };

/** The kinds of mail that people can subscribe to in the account, those that are in use. */
export async function readKinds(ask: Ask): Promise<Kind[]> {
  const { results } = await ask('GET', '/communication-preferences/v4/definitions', definitionsPage, {
    name: 'communication-preferences/definitions',
  });
  return results.filter(({ isActive, isInternal }) => isActive !== false && isInternal !== true);
}

/** The one that was meant: by its number or its name; where nothing was given, the only one. Undefined: nobody knows. */
export function chosenOf(kinds: Kind[], given: string): string | undefined {
  if (given === '') return kinds.length === 1 ? kinds[0]?.id : undefined;
  const named = kinds.filter(({ id, name }) => id === given || name.trim().toLowerCase() === given.toLowerCase());
  return named.length === 1 ? named[0]?.id : undefined;
}

/** The same, asked of the account; a number is believed. Undefined as well where the app may not see the kinds. */
export async function subscriptionOf(ask: Ask, given: string): Promise<string | undefined> {
  if (/^\d+$/.test(given)) return given;
  try {
    return chosenOf(await readKinds(ask), given);
  } catch (error) {
    if (error instanceof Refusal && error.why === 'rights') return undefined;
    throw error;
  }
}
