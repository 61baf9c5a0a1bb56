import {
  type Condition,
  type Group,
  isGroup,
  type Match,
  matches,
  readSegment,
  type SegmentDefinition,
} from './form.ts';

/** Where a member stands: its index in the segment, then in that group, and so on; empty: the segment itself. */
export type Path = number[];

/** The segment with a condition more, in the group at a path, or in a new group of its own there. Undefined where it is full. */
export function addCondition(
  definition: SegmentDefinition,
  condition: Condition,
  into: { path: Path } | { newGroup: Match },
): SegmentDefinition | undefined {
  const [path, added] =
    'path' in into ? [into.path, condition] : [[], { match: into.newGroup, conditions: [condition] }];
  const changed = changeAt(definition, path, (group) => ({ ...group, conditions: [...group.conditions, added] }));
  return readSegment({ ...definition, ...changed });
}

/** The segment without the member at a path, nor the groups that it leaves empty. */
export function removeAt(definition: SegmentDefinition, path: Path): SegmentDefinition {
  return { ...definition, conditions: withoutMember(definition.conditions, path) };
}

/** The segment with other demands on the group at a path: all, any or none of its members. */
export function matchAt(definition: SegmentDefinition, path: Path, match: Match): SegmentDefinition {
  return { ...definition, ...changeAt(definition, path, (group) => ({ ...group, match })) };
}

function withoutMember(members: Group['conditions'], [index, ...rest]: Path): Group['conditions'] {
  return members.flatMap((member, at) => {
    if (at !== index) return [member];
    if (rest.length === 0 || !isGroup(member)) return [];
    const conditions = withoutMember(member.conditions, rest);
    return conditions.length === 0 ? [] : [{ ...member, conditions }];
  });
}

function changeAt(group: Group, [index, ...rest]: Path, change: (group: Group) => Group): Group {
  if (index === undefined) return change(group);
  const conditions = group.conditions.map((member, at) =>
    at === index && isGroup(member) ? changeAt(member, rest, change) : member,
  );
  return { ...group, conditions };
}

/** The paths of the groups of a segment, each before those inside it. */
export function groupPaths(group: Group, path: Path = []): Path[] {
  return group.conditions.flatMap((member, index) =>
    isGroup(member) ? [[...path, index], ...groupPaths(member, [...path, index])] : [],
  );
}

/** Where a form says that a condition goes: `0.1` is the group at that path, `new-any` a new one, empty the whole. */
export function whereTo(into: string | undefined): { path: Path } | { newGroup: Match } {
  const match = matches.find((one) => `new-${one}` === into);
  if (match) return { newGroup: match };
  return { path: /^\d+(\.\d+)*$/.test(into ?? '') ? (into ?? '').split('.').map(Number) : [] };
}
