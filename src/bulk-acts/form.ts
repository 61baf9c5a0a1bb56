import { first, type PostedForm } from '../http/read-form.ts';

export const actKinds = ['tag', 'untag', 'owner', 'team', 'enrol'] as const;
export type ActKind = (typeof actKinds)[number];

/** What is to be done: a tag by its name, which may be new, or what there is by its id; null: nobody, no team. */
export type Target = { kind: 'tag'; name: string } | { kind: 'untag' | 'owner' | 'team' | 'enrol'; id: string | null };

const longestTag = 60;

/** Reads what one of the page's forms asks for; undefined where nothing was chosen. */
export function readTarget(form: PostedForm): Target | undefined {
  const kind = actKinds.find((one) => one === first(form, 'act'));
  const typed = first(form, 'target').replaceAll('\0', '').trim();
  if (!kind || typed === '' || typed.length > longestTag) return undefined;
  if (kind === 'tag') return { kind, name: typed };
  return { kind, id: typed === 'none' && (kind === 'owner' || kind === 'team') ? null : typed };
}
