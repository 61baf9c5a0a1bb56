import { idOf } from './client.ts';
import type { Session } from './push-person.ts';
import { collection, tag } from './types.ts';

/**
 * The ids of tags by their name in lower case, those made that were not there: a tag that nobody made before is left out
 * of a person silently, so none is used that was not read or answered.
 */
export async function makeTags(session: Session, names: string[]): Promise<Map<string, { id: string; name: string }>> {
  const { client, tags } = session;
  const wanted = names.map(fitting).filter((name) => name !== '');
  if (wanted.some((name) => !tags.has(name.toLowerCase()))) await readTags(session);
  for (const name of wanted) {
    if (tags.has(name.toLowerCase())) continue;
    const made = await client.read({ method: 'POST', path: '/tags/', name: 'tags (new)', shape: tag, body: { name } });
    // Its own spelling is the one that a person is tagged with.
    tags.set(made.name.toLowerCase(), { id: idOf(made), name: made.name });
    tags.set(name.toLowerCase(), { id: idOf(made), name: made.name });
  }
  return new Map(
    wanted.flatMap((name) => {
      const one = tags.get(name.toLowerCase());
      return one ? [[name.toLowerCase(), one] as const] : [];
    }),
  );
}

/** All tags there are, page by page. */
export async function readTags({ client, tags }: Pick<Session, 'client' | 'tags'>): Promise<void> {
  for (let page = 1; ; page += 1) {
    const { items, next } = await client.read({
      method: 'GET',
      path: `/tags?page=${page}`,
      name: 'tags',
      shape: collection('osdi:tags', tag),
    });
    for (const one of items) tags.set(one.name.toLowerCase(), { id: idOf(one), name: one.name });
    if (!next || items.length === 0) return;
  }
}

function fitting(name: string): string {
  return [
    ...name
      .toWellFormed()
      .replace(/\p{Cc}/gu, ' ')
      .trim(),
  ]
    .slice(0, 255)
    .join('')
    .trim();
}
