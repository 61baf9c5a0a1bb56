import { blanksIn } from '../campaigns/blanks.ts';
import type { Campaign } from '../campaigns/queries.ts';
import { missingWords } from '../campaigns/view.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type Locale, locales, messages } from '../locales/index.ts';
import { formatMoment } from '../ui/admin-time.ts';

/** What a campaign needs next, in sentences, what matters most first. */
export function needsOf(
  locale: Locale,
  campaign: Campaign,
  content: Pick<CampaignContent, 'settings' | 'texts'>,
  now: Date,
): string[] {
  const t = messages(locale).editor;
  const { status, opensAt, closesAt } = campaign;
  const { timezone } = content.settings;
  if (status === 'archived') return [t.needs.away];
  if (status === 'closed') return [t.needs.over];
  const blanks = new Set(blanksIn(content).map(({ blank }) => blank)).size;
  const gaps = locales.filter((spoken) => {
    const text = content.texts[spoken];
    return text !== undefined && missingWords(text).length > 0;
  });
  const needs = [
    ...(blanks > 0 ? [t.needs.blanks(blanks)] : []),
    ...gaps.map((spoken) => t.needs.gaps(t.form.bilingual[spoken])),
    ...(opensAt && status === 'draft'
      ? [
          opensAt > now
            ? t.needs.opens(formatMoment(locale, opensAt, timezone))
            : t.needs.late(formatMoment(locale, opensAt, timezone)),
        ]
      : []),
    ...(closesAt ? [t.needs.closes(formatMoment(locale, closesAt, timezone))] : []),
  ];
  if (needs.length > 0) return needs;
  return [status === 'live' ? t.needs.running : t.needs.ready];
}
