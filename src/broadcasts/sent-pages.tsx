import type { Campaign } from '../campaigns/queries.ts';
import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { mailReason } from '../ui/admin-words.ts';
import { formatNumber } from '../ui/format.ts';
import { CompareCard } from './compare-card.tsx';
import type { Shared } from './list-pages.tsx';
import type { Broadcast } from './queries.ts';
import type { Outcome, Results } from './results-queries.ts';
import { campaignName, nameOf } from './view.ts';

export type SentProps = Shared & { broadcast: Broadcast; campaign: Campaign; results: Results; now: Date };

/** A broadcast that is scheduled, on its way or over: how far it is, what came of it, what can still be done. */
export function SentPage(props: SentProps) {
  const { locale, organizer, broadcast, campaign, results } = props;
  const t = messages(locale).broadcasts;
  const home = `/admin/broadcasts/${broadcast.id}`;
  const title = nameOf(locale, broadcast.content);
  return (
    <AdminPage
      locale={locale}
      path={home}
      organizer={organizer}
      place="broadcasts"
      title={title}
      stylesheets={['/css/editor.css', '/css/segments.css', '/css/broadcasts.css']}
    >
      <p>
        <a href="/admin/broadcasts">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{title}</h1>
        <span class="badge">{t.states[broadcast.state]}</span>
        <span class="note">{campaignName(locale, campaign)}</span>
      </div>
      <ProgressCard {...props} />
      {broadcast.begunAt && <ResultsCard {...props} outcome={results.all} />}
      {broadcast.begunAt && broadcast.content.comparesSubjects && <CompareCard {...props} />}
      <p>
        <a href={`${home}/preview`}>{t.preview.link}</a>
      </p>
    </AdminPage>
  );
}

function ProgressCard({ locale, broadcast, campaign, results }: SentProps) {
  const t = messages(locale).broadcasts.run;
  const { state, startsAt, localHour, decidesAt, choice, content } = broadcast;
  if (state === 'done' || state === 'stopped' || state === 'draft') return null;
  const home = `/admin/broadcasts/${broadcast.id}`;
  const zone = campaign.settings.timezone;
  const { recipients, waiting } = results.all;
  const decided = recipients - waiting;
  const isTried = content.comparesSubjects && content.testShare < 100 && choice === null;
  return (
    <section class="card" aria-live="polite">
      {state === 'scheduled' && startsAt && <p>{t.scheduled(formatMoment(locale, startsAt, zone))}</p>}
      {localHour !== null && <p>{t.local(localHour)}</p>}
      {state !== 'scheduled' && (
        <>
          <progress
            class="act-progress"
            max={Math.max(recipients, 1)}
            value={decided}
            aria-label={messages(locale).broadcasts.states[state]}
          />
          <p>{t.progress(formatNumber(locale, decided), formatNumber(locale, recipients))}</p>
          {isTried && <p>{decidesAt ? t.waitsForChoice(formatMoment(locale, decidesAt, zone)) : t.waitsForTrial}</p>}
        </>
      )}
      {state === 'running' && <p class="note">{t.refreshes}</p>}
      <div class="broadcast-acts">
        {state === 'running' && <Act action={`${home}/pause`} label={t.pause} note={t.pauseText} />}
        {state === 'paused' && <Act action={`${home}/resume`} label={t.resume} />}
        {state === 'scheduled' ? (
          <Act action={`${home}/stop`} label={t.unschedule} isQuiet />
        ) : (
          <Act action={`${home}/stop`} label={t.stop} note={t.stopText} isQuiet />
        )}
      </div>
    </section>
  );
}

type ActProps = { action: string; label: string; note?: string; isQuiet?: boolean };

function Act({ action, label, note, isQuiet = false }: ActProps) {
  return (
    <form method="post" action={action}>
      {note !== undefined && <p class="note">{note}</p>}
      <button class={isQuiet ? 'button button-quiet' : 'button'} type="submit">
        {label}
      </button>
    </form>
  );
}

function ResultsCard({ locale, broadcast, outcome, now }: SentProps & { outcome: Outcome }) {
  const { broadcasts: t } = messages(locale);
  const number = (count: number) => formatNumber(locale, count);
  const { leadsTo, outcomeDays } = broadcast.content;
  const { suppressed, noConsent, noText } = broadcast.leftOut ?? { suppressed: 0, noConsent: 0, noText: 0 };
  const skipped = Object.entries(outcome.skipped).sort(([, one], [, other]) => other - one);
  const isFinal =
    broadcast.finishedAt !== null && now.getTime() - broadcast.finishedAt.getTime() > outcomeDays * 86_400_000;
  const lines: { label: string; count: number; always?: boolean }[] = [
    { label: t.results.recipients, count: outcome.recipients, always: true },
    { label: t.results.sent, count: outcome.sent, always: true },
    { label: t.results.waiting, count: outcome.waiting },
    { label: t.results.delivered, count: outcome.delivered },
    { label: t.results.bounced, count: outcome.bounced },
    { label: t.results.complained, count: outcome.complained },
    { label: t.results.failed, count: outcome.failed },
    ...skipped.map(([reason, count]) => ({ label: `${t.results.skipped} (${mailReason(locale, reason)})`, count })),
    { label: t.results.acted[leadsTo], count: outcome.acted, always: true },
    { label: t.results.left, count: outcome.left, always: true },
  ];
  const others = [
    { label: t.tally.suppressed, count: suppressed },
    { label: t.tally.noConsent, count: noConsent },
    { label: t.tally.noText, count: noText },
  ].filter(({ count }) => count > 0);
  return (
    <section class="card" aria-labelledby="results">
      <h2 id="results">{t.results.title}</h2>
      <dl class="broadcast-tally">
        {lines
          .filter(({ count, always }) => always || count > 0)
          .map(({ label, count }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{number(count)}</dd>
            </div>
          ))}
      </dl>
      <p class="note">
        {t.results.within(number(outcomeDays))} {!isFinal && t.results.soFar}
      </p>
      {others.length > 0 && (
        <>
          <h3>{t.results.leftOut}</h3>
          <dl class="broadcast-tally">
            {others.map(({ label, count }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{number(count)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
