import { addMissing, leaveOut } from './add-missing.ts';
import { labelsOf, whoWants } from './labels.ts';
import type { Session, There } from './push.ts';
import { entityTag, named } from './types.ts';

/** Tags people, with tags that are made first where there are none. None is taken off. */
export async function tagPeople(session: Session, there: There[]): Promise<void> {
  const wanted = labelsOf(there);
  if (wanted.size === 0) return;
  if (session.denied.has('tags'))
    return leaveOut('tags', [{ of: there.filter(({ contact }) => contact.tags.length > 0) }]);
  await readTags(session, [...wanted.values()]);
  const missing = [...wanted].filter(([key]) => !session.tags.has(key));
  await addMissing(session, {
    what: 'tags',
    entity: 'Tag',
    match: ['name'],
    adding: missing.map(([key, name]) => ({
      record: { name, label: name, used_for: ['civicrm_contact'], is_selectable: true },
      of: whoWants(there, key),
    })),
  });
  if (missing.length > 0) await readTags(session, [...wanted.values()]);

  const ids = [...wanted.keys()].flatMap((key) => session.tags.get(key) ?? []);
  if (ids.length === 0) return;
  const had = await session.client.get('EntityTag', entityTag, {
    select: ['entity_id', 'tag_id'],
    where: [
      ['entity_table', '=', 'civicrm_contact'],
      ['entity_id', 'IN', there.map(({ remoteId }) => remoteId)],
      ['tag_id', 'IN', ids],
    ],
    limit: 0,
  });
  const has = new Set(had.map(({ entity_id, tag_id }) => `${entity_id} ${tag_id}`));
  const adding = there.flatMap((standing) =>
    [...labelsOf([standing]).keys()].flatMap((key) => {
      const tag = session.tags.get(key);
      if (tag === undefined || has.has(`${standing.remoteId} ${tag}`)) return [];
      return [
        { record: { entity_table: 'civicrm_contact', entity_id: standing.remoteId, tag_id: tag }, of: [standing] },
      ];
    }),
  );
  await addMissing(session, {
    what: 'tags',
    entity: 'EntityTag',
    match: ['entity_table', 'entity_id', 'tag_id'],
    adding,
  });
  // A tag may have been deleted over there since it was read.
  if (adding.some(({ of }) => of.some(({ failed }) => failed))) session.tags.clear();
}

async function readTags(session: Session, names: string[]): Promise<void> {
  const unknown = names.filter((name) => !session.tags.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  const tags = await session.client.get('Tag', named, {
    select: ['id', 'name', 'label'],
    where: [
      [
        'OR',
        [
          ['name', 'IN', unknown],
          ['label', 'IN', unknown],
        ],
      ],
    ],
    limit: 0,
  });
  for (const { id, label } of tags) if (label !== '') session.tags.set(label.toLowerCase(), id);
  for (const { id, name } of tags) session.tags.set(name.toLowerCase(), id);
}
