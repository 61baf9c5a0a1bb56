export type Keyed<Thing> = {
  /** Takes a thing in, or under its keys of now. */
  note(thing: Thing): void;
  forget(thing: Thing): void;
  /** Those who have a key, whoever was there first before the others. */
  all(key: string): Thing[];
};

/**
 * Things by keys of theirs: a stand-in that holds 20,000 people finds one of them without looking through all of them.
 * To be told of each change that touches a key.
 */
export function keyed<Thing>(keysOf: (thing: Thing) => string[]): Keyed<Thing> {
  const byKey = new Map<string, Set<Thing>>();
  const known = new Map<Thing, { since: number; keys: string[] }>();
  let seen = 0;
  const forget = (thing: Thing) => {
    for (const key of known.get(thing)?.keys ?? []) byKey.get(key)?.delete(thing);
    known.delete(thing);
  };
  return {
    note(thing) {
      const since = known.get(thing)?.since ?? seen++;
      forget(thing);
      const keys = keysOf(thing);
      known.set(thing, { since, keys });
      for (const key of keys) {
        const held = byKey.get(key);
        if (held) held.add(thing);
        else byKey.set(key, new Set([thing]));
      }
    },
    forget,
    all: (key) =>
      [...(byKey.get(key) ?? [])].toSorted((a, b) => Number(known.get(a)?.since) - Number(known.get(b)?.since)),
  };
}
