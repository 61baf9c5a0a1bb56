import { messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber, formatPoints, formatTenths } from '../ui/format.ts';
import { better, difference, wilson } from './intervals.ts';
import type { Shared } from './list-pages.tsx';
import type { Broadcast } from './queries.ts';
import type { Outcome, Results } from './results-queries.ts';

type CompareProps = Pick<Shared, 'locale'> & { broadcast: Broadcast; results: Results };

/** The two subjects side by side: each proportion with its interval, and the difference in words. */
export function CompareCard({ locale, broadcast, results: { compared } }: CompareProps) {
  const t = messages(locale).broadcasts.results;
  const { content, choice } = broadcast;
  const { a, b } = compared;
  const text =
    content.texts[locale].subject === '' ? content.texts[locale === 'fr' ? 'en' : 'fr'] : content.texts[locale];
  const share = (count: number, of: number) => {
    const { low, high } = wilson({ count, of });
    const percent = (value: number) => formatTenths(locale, value);
    return of === 0 ? '–' : t.share(formatNumber(locale, count), percent(count / of), percent(low), percent(high));
  };
  const row = (name: string, subject: string, outcome: Outcome) => ({
    key: name,
    cells: [
      t.subject(name, subject),
      formatNumber(locale, outcome.sent),
      share(outcome.acted, outcome.sent),
      share(outcome.left, outcome.sent),
    ],
  });
  const columns = [
    { label: messages(locale).broadcasts.columns.subject },
    { label: t.sent, numeric: true },
    { label: t.acted[content.leadsTo] },
    { label: t.leftShare },
  ];
  return (
    <section class="card" aria-labelledby="compare">
      <h2 id="compare">{t.compare}</h2>
      <p>
        <strong>{verdict(locale, a, b)}</strong>
      </p>
      {choice && <p>{t.chosen[choice]}</p>}
      <AdminTable
        caption={t.compare}
        columns={columns}
        rows={[row('A', text.subject, a), row('B', text.subjectB, b)]}
      />
      <p class="note">{t.method}</p>
    </section>
  );
}

/** Which is better and by how much, or that it cannot be told: never only a winner. */
function verdict(locale: Shared['locale'], a: Outcome, b: Outcome): string {
  const t = messages(locale).broadcasts.results;
  if (a.sent === 0 || b.sent === 0) return t.nobodyYet;
  const [ofA, ofB] = [
    { count: a.acted, of: a.sent },
    { count: b.acted, of: b.sent },
  ];
  const { low, high } = difference(ofB, ofA);
  const points = (value: number) => formatPoints(locale, value);
  const winner = better(ofA, ofB);
  if (winner === 'b') return t.better('B', points(low), points(high));
  return winner === 'a' ? t.better('A', points(-high), points(-low)) : t.noDifference(points(low), points(high));
}
