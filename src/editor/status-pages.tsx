import { type Locale, messages } from '../locales/index.ts';
import { Field } from '../ui/admin-fields.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Turn } from './change-status.ts';
import type { HubPageProps } from './hub-pages.tsx';
import { localMoment } from './local-time.ts';
import { mostCounted } from './queries.ts';

/** The state of a campaign, what changing it will do, and when it changes by itself. */
export function StatusCard({ locale, campaign, content, people, times, copyId }: HubPageProps) {
  const t = messages(locale).editor.hub;
  const { status, slug, opensAt, closesAt } = campaign;
  const { timezone } = content.settings;
  const acts: Turn[] = status === 'draft' ? ['open'] : status === 'live' ? ['close'] : ['reopen'];
  const values = times ?? { opensAt: localMoment(opensAt, timezone), closesAt: localMoment(closesAt, timezone) };
  const form = {
    locale,
    values: { opensAt: values.opensAt, closesAt: values.closesAt },
    errors: new Map<string, string>(),
  };
  const texts: Partial<Record<Turn, string>> = {
    open: t.openText,
    reopen: t.openText,
    close: t.closeText(counted(locale, people ?? 0)),
  };
  return (
    <section class="card">
      <h2>{t.status}</h2>
      <p>{t[status]}</p>
      {acts.map((turn) => (
        <form key={turn} class="edit-actions" method="post" action={`/admin/campaigns/${slug}/status`}>
          <button class="button" type="submit" name="turn" value={turn}>
            {turn === 'schedule' ? t.scheduleSave : t[turn]}
          </button>
          <span class="note">{texts[turn]}</span>
        </form>
      ))}
      {(status === 'draft' || status === 'live') && (
        <details open={times !== undefined || opensAt !== null || closesAt !== null}>
          <summary>{t.schedule}</summary>
          <form class="stack" method="post" action={`/admin/campaigns/${slug}/status`}>
            <p class="note">{t.scheduleText(timezone)}</p>
            {times?.error !== undefined && (
              <p class="field-error" role="alert">
                {times.error}
              </p>
            )}
            {status === 'draft' && <Field form={form} name="opensAt" label={t.opensAt} type="datetime-local" />}
            <Field form={form} name="closesAt" label={t.closesAt} type="datetime-local" />
            <button class="button button-quiet" type="submit" name="turn" value="schedule">
              {t.scheduleSave}
            </button>
          </form>
        </details>
      )}
      <form class="edit-actions" method="post" action={`/admin/campaigns/${slug}/duplicate`}>
        <input type="hidden" name="id" value={copyId} />
        <button class="button button-quiet" type="submit">
          {t.duplicate}
        </button>
        <span class="note">{t.duplicateText}</span>
      </form>
      {status !== 'archived' && (
        <form class="edit-actions" method="post" action={`/admin/campaigns/${slug}/status`}>
          <button class="button button-quiet" type="submit" name="turn" value="archive">
            {t.archive}
          </button>
          <span class="note">{t.archived}</span>
        </form>
      )}
    </section>
  );
}

function counted(locale: Locale, people: number): string {
  const most = formatNumber(locale, mostCounted);
  return people > mostCounted ? messages(locale).editor.hub.moreThan(most) : formatNumber(locale, people);
}
