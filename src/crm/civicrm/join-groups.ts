import { addMissing, leaveOut } from './add-missing.ts';
import { labelsOf, whoWants } from './labels.ts';
import type { Session, There } from './push.ts';
import { membership, named } from './types.ts';

/**
 * Puts people into groups, which are made first where there are none. Who was removed from a group over there, or left
 * it, stays out: a group is a mailing list.
 */
export async function joinGroups(session: Session, there: There[]): Promise<void> {
  const wanted = labelsOf(there);
  if (wanted.size === 0) return;
  if (session.denied.has('groups'))
    return leaveOut('groups', [{ of: there.filter(({ contact }) => contact.tags.length > 0) }]);
  await readGroups(session, [...wanted.values()]);
  const missing = [...wanted].filter(([key]) => !session.groups.has(key));
  await addMissing(session, {
    what: 'groups',
    entity: 'Group',
    match: ['title'],
    adding: missing.map(([key, title]) => ({
      record: { title, frontend_title: title, is_active: true },
      of: whoWants(there, key),
    })),
  });
  if (missing.length > 0) await readGroups(session, [...wanted.values()]);

  const ids = [...wanted.keys()].flatMap((key) => session.groups.get(key) ?? []);
  if (ids.length === 0) return;
  const had = await session.client.get('GroupContact', membership, {
    select: ['contact_id', 'group_id', 'status'],
    where: [
      ['contact_id', 'IN', there.map(({ remoteId }) => remoteId)],
      ['group_id', 'IN', ids],
    ],
    limit: 0,
  });
  const statuses = new Map(had.map(({ contact_id, group_id, status }) => [`${contact_id} ${group_id}`, status]));
  const adding = there.flatMap((standing) =>
    [...labelsOf([standing])].flatMap(([key, title]) => {
      const group = session.groups.get(key);
      if (group === undefined) return [];
      const status = statuses.get(`${standing.remoteId} ${group}`);
      if (status === 'Removed') standing.notes.push({ what: 'left-group', detail: title });
      if (status !== undefined) return [];
      return [{ record: { contact_id: standing.remoteId, group_id: group, status: 'Added' }, of: [standing] }];
    }),
  );
  await addMissing(session, { what: 'groups', entity: 'GroupContact', match: ['contact_id', 'group_id'], adding });
  // A group may have been deleted over there since it was read.
  if (adding.some(({ of }) => of.some(({ failed }) => failed))) session.groups.clear();
}

async function readGroups(session: Session, titles: string[]): Promise<void> {
  const unknown = titles.filter((title) => !session.groups.has(title.toLowerCase()));
  if (unknown.length === 0) return;
  const groups = await session.client.get('Group', named, {
    select: ['id', 'title'],
    where: [['title', 'IN', unknown]],
    limit: 0,
  });
  for (const { id, title } of groups) session.groups.set(title.toLowerCase(), id);
}
