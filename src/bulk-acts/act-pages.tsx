import { type Locale, messages } from '../locales/index.ts';
import { readSegment } from '../segments/form.ts';
import type { SegmentChoices } from '../segments/queries.ts';
import { segmentText } from '../segments/words.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { BulkAct } from './queries.ts';

type Shared = {
  locale: Locale;
  organizer: { id: string; name: string; email: string };
  timezone: string;
  choices: SegmentChoices;
  /** What acts put people into, by name. */
  sequences: { id: string; name: string }[];
};

/** One act: how far it is, and what can still be done about it. */
export function BulkActPage(props: Shared & { act: BulkAct }) {
  const { locale, organizer, act } = props;
  const t = messages(locale).bulk;
  const own = messages(locale).acts;
  const erases = act.kind === 'erase';
  const busy = act.state === 'running' || act.state === 'undoing';
  const changed = formatNumber(locale, act.changed);
  const definition = readSegment(act.definition);
  return (
    <AdminPage
      locale={locale}
      path={`/admin/bulk-acts/${act.id}`}
      organizer={organizer}
      place="contacts"
      title={actText(props, act)}
      stylesheets={['/css/segments.css']}
    >
      <p>
        <a href="/admin/bulk-acts">{t.linkAll}</a>
      </p>
      <div class="page-head">
        <h1>{actText(props, act)}</h1>
        <span class="badge">{t.states[act.state]}</span>
      </div>
      <section class="card" aria-live="polite">
        {definition && <p>{t.meaning(segmentText(definition, props))}</p>}
        {busy && (
          <progress
            class="act-progress"
            max={Math.max(act.total, 1)}
            value={act.seen}
            aria-label={t.states[act.state]}
          />
        )}
        <p>{(erases ? own.erase : t).progress(formatNumber(locale, act.seen), formatNumber(locale, act.total))}</p>
        {!erases && (
          <p>
            <strong>
              {act.state === 'undoing' || act.state === 'undone' ? t.restored(changed) : t.changed(changed)}
            </strong>
          </p>
        )}
        {erases && !busy && <p class="note">{act.state === 'stopped' ? own.erase.stopText : own.erase.over}</p>}
        {busy && <p class="note">{t.refreshes}</p>}
        {act.state === 'running' && (
          <form class="act" method="post" action={`/admin/bulk-acts/${act.id}/stop`}>
            <p class="note">{erases ? own.erase.stopText : t.stopText}</p>
            <p>
              <button class="button" type="submit">
                {erases ? own.erase.stop : t.stop}
              </button>
            </p>
          </form>
        )}
        {(act.state === 'done' || act.state === 'stopped') && act.changed > 0 && !erases && (
          <form class="act" method="post" action={`/admin/bulk-acts/${act.id}/undo`}>
            <p class="note">{act.kind === 'enrol' ? own.undoEnrol : t.undoText}</p>
            <p>
              <button class="button button-quiet" type="submit">
                {t.undo(t.crowd(changed, act.changed === 1))}
              </button>
            </p>
          </form>
        )}
      </section>
    </AdminPage>
  );
}

/** What was done to many at once, the newest first. */
export function BulkActsPage(props: Shared & { acts: BulkAct[] }) {
  const { locale, organizer, timezone, choices, acts } = props;
  const t = messages(locale).bulk;
  const columns = [
    { label: t.act },
    { label: t.state },
    { label: t.people, numeric: true },
    { label: t.by },
    { label: t.when, keeps: true },
  ];
  const rows = acts.map((act) => ({
    key: act.id,
    cells: [
      <a key="act" href={`/admin/bulk-acts/${act.id}`}>
        {actText(props, act)}
      </a>,
      t.states[act.state],
      formatNumber(locale, act.changed),
      choices.organizers.find(({ id }) => id === act.organizerId)?.name ?? t.gone,
      formatMoment(locale, act.createdAt, timezone),
    ],
  }));
  return (
    <AdminPage locale={locale} path="/admin/bulk-acts" organizer={organizer} place="contacts" title={t.linkAll}>
      <p>
        <a href="/admin/contacts">{t.back}</a>
      </p>
      <h1>{t.linkAll}</h1>
      <p class="note">{t.listText}</p>
      {acts.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.linkAll} columns={columns} rows={rows} />
      )}
    </AdminPage>
  );
}

/** What an act does, with the name of what it gives or takes. */
function actText({ locale, choices, sequences }: Shared, { kind, targetId }: BulkAct): string {
  const t = messages(locale).bulk;
  const none = kind === 'team' ? t.noTeam : t.nobody;
  const named = {
    tag: choices.tags,
    untag: choices.tags,
    owner: choices.organizers,
    team: choices.teams,
    enrol: sequences,
    erase: [],
  }[kind];
  const name = targetId === null ? none : named.find(({ id }) => id === targetId)?.name;
  return t.done[kind](name ?? t.gone);
}
