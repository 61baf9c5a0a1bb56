import { type Locale, messages } from '../locales/index.ts';
import { formatDate } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';

/** One thing that a contact told of having done. */
export type DoneView = {
  id: string;
  kind: 'attended' | 'missed' | 'pledge-kept' | 'quick-task' | 'share';
  /** Of the shift or the task, where it still has one. */
  name: string | undefined;
  count: number | null;
  /** What is counted. */
  counts: 'doors' | 'calls';
  at: Date;
  /** The zone that its day is told in. */
  timezone: string;
};

/** What a contact has done so far, as they told it; nothing where there is nothing yet. */
export function DoneList({ done, locale }: { done: DoneView[]; locale: Locale }) {
  if (done.length === 0) return null;
  return (
    <section id="done" aria-labelledby="done-title">
      <h2 id="done-title">{messages(locale).now.mine}</h2>
      <ul>
        {done.map((one) => (
          <li key={one.id}>
            {wordsOf(one, locale)}{' '}
            <span class="fine">
              <time datetime={one.at.toISOString()}>{formatDate(locale, one.at, one.timezone)}</time>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordsOf({ kind, name, count, counts }: DoneView, locale: Locale): string {
  const { now: t, pages } = messages(locale);
  const what = kind === 'share' ? t.share : (name ?? (kind === 'pledge-kept' ? t.kept : t.task));
  if (count === null || count === 0) return what;
  return t.counted(what, `${formatNumber(locale, count)} ${pages.form[counts](count)}`);
}
