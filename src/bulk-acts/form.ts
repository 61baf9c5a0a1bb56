import { first, type PostedForm } from '../http/read-form.ts';
import { readTag } from '../tags/form.ts';

export const actKinds = ['tag', 'untag', 'owner', 'team', 'enrol'] as const;
export type ActKind = (typeof actKinds)[number];

/** What is to be done: a tag by its name, which may be new, or what there is by its id; null: nobody, no team. */
export type Target =
  | { kind: 'tag'; name: string; folded: string }
  | { kind: 'untag' | 'owner' | 'team' | 'enrol'; id: string | null };

/** Reads what one of the page's forms asks for; undefined where nothing was chosen, or what is no tag was typed. */
export function readTarget(form: PostedForm): Target | undefined {
  const kind = actKinds.find((one) => one === first(form, 'act'));
  const typed = first(form, 'target').replaceAll('\0', '').trim();
  if (kind === 'tag') {
    const tag = readTag(typed);
    return tag && { kind, ...tag };
  }
  if (!kind || typed === '') return undefined;
  return { kind, id: typed === 'none' && (kind === 'owner' || kind === 'team') ? null : typed };
}
