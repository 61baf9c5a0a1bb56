import type { CampaignContent } from '../imports/form.ts';
import type { Locale } from '../locales/index.ts';
import { partNames, parts } from './parts.ts';
import type { Problem } from './save-edit.ts';
import { type PlacedProblem, placeProblems } from './words-of.ts';

/** What keeps a draft from being saved, each leading to its field in the part that has it. `home`: the campaign's path. */
export function placeInParts(
  locale: Locale,
  problems: Problem[],
  content: CampaignContent,
  home: string,
): PlacedProblem[] {
  const fieldsOf = partNames.map((part) => [part, new Set(Object.keys(parts[part].values(content)))] as const);
  return problems.flatMap((problem) => {
    for (const [part, fields] of fieldsOf) {
      const [placed] = placeProblems(locale, [problem], fields, content);
      if (placed?.href !== undefined) return [{ ...placed, href: `${home}/edit/${part}?draft=1${placed.href}` }];
    }
    return placeProblems(locale, [problem], new Set(), content);
  });
}
