import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { type AnswerFigures, mostCounted } from '../outreach/queries.ts';
import { spanText } from '../outreach/view.ts';
import { formatNumber, formatShare } from '../ui/format.ts';

export type AnsweringProps = {
  locale: Locale;
  /** How many wait: for who reads this, in all, and beyond their 72 hours. */
  waiting: { mine: number; all: number; overdue: number };
  answering: AnswerFigures;
  /** How many conversations wait for an answer. */
  conversations: number;
};

/** What the home page leads with: who is new, who waits, who was answered and how fast. */
export function AnsweringSection({ locale, waiting, answering, conversations }: AnsweringProps) {
  const t = messages(locale).outreach.home;
  const number = (count: number) => formatNumber(locale, count);
  const counted = (count: number) => (count > mostCounted ? t.capped(number(mostCounted)) : number(count));
  const { median, inTime } = answering;
  return (
    <section class="card" aria-labelledby="answering">
      <div class="card-head">
        <h2 id="answering">{t.title}</h2>
        {waiting.mine > 0 ? (
          <a class="button" href="/admin/waiting">
            {t.go}
          </a>
        ) : (
          <a href="/admin/waiting?show=all">{t.goAll}</a>
        )}
      </div>
      <dl class="tallies">
        <Tally name={t.waits} value={counted(waiting.mine)} strong={waiting.mine > 0} href="/admin/waiting">
          {t.waitsText(counted(waiting.all))}
        </Tally>
        <Tally
          name={t.overdue}
          value={counted(waiting.overdue)}
          late={waiting.overdue > 0}
          href="/admin/waiting?show=overdue"
        >
          {t.overdueText}
        </Tally>
        <Tally name={t.fresh} value={number(answering.today)}>
          {t.freshText(number(answering.week))}
        </Tally>
        <Tally name={t.answered} value={number(answering.answered)}>
          {t.answeredText(number(answering.month))}
        </Tally>
        <Tally name={t.speed} value={median === null ? messages(locale).admin.none : spanText(locale, median * 1_000)}>
          {inTime === null ? t.speedNone : t.speedText(formatShare(locale, inTime))}
        </Tally>
      </dl>
      {conversations > 0 && (
        <p>
          <a href="/admin/conversations">{messages(locale).replies.home(conversations, number(conversations))}</a>
        </p>
      )}
    </section>
  );
}

type TallyProps = { name: string; value: string; href?: string; strong?: boolean; late?: boolean; children?: Child };

function Tally({ name, value, href, strong = false, late = false, children }: TallyProps) {
  return (
    <div class={['tally', strong && 'tally-strong', late && 'tally-late'].filter(Boolean).join(' ')}>
      <dt>{name}</dt>
      <dd>
        {href === undefined ? (
          <span class="tally-value">{value}</span>
        ) : (
          <a class="tally-value" href={href} aria-label={`${name} ${value}`}>
            {value}
          </a>
        )}
        <span class="note">{children}</span>
      </dd>
    </div>
  );
}
