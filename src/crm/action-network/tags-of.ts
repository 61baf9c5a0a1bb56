import { readTags } from './make-tags.ts';
import type { Session } from './push-person.ts';
import { collection, tagging } from './types.ts';

/** The names of a person's tags. Their taggings name them by their place alone. */
export async function tagsOf(session: Pick<Session, 'client' | 'tags'>, personId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const { items, next } = await session.client.read({
      method: 'GET',
      path: `/people/${encodeURIComponent(personId)}/taggings?page=${page}`,
      name: 'taggings',
      shape: collection('osdi:taggings', tagging),
    });
    ids.push(...items.map(({ _links }) => _links['osdi:tag'].href.split('/').at(-1) ?? ''));
    if (!next || items.length === 0) break;
  }
  const names = () => new Map([...session.tags.values()].map(({ id, name }) => [id, name]));
  if (ids.some((id) => !names().has(id))) await readTags(session);
  const known = names();
  return ids.flatMap((id) => known.get(id) ?? []);
}
