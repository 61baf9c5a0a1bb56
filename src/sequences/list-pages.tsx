import type { Campaign } from '../campaigns/queries.ts';
import type { StoredSequence } from '../followups/queries.ts';
import { sequenceName, startText } from '../followups/view.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Crowd } from './queries.ts';

export type Shared = { locale: Locale; organizer: SignedInOrganizer; campaign: Campaign };

/** The sequences of a campaign, each with how many are in it and how it ended for the others. */
export function SequencesPage({
  locale,
  organizer,
  campaign,
  sequences,
  crowds,
  saved,
}: Shared & { sequences: StoredSequence[]; crowds: Map<string, Crowd>; saved: boolean }) {
  const t = messages(locale).sequences;
  const home = `/admin/campaigns/${campaign.slug}`;
  const rows = sequences.map((sequence) => {
    const { id, key, state, goal, steps } = sequence;
    const crowd = crowds.get(id);
    const path = `${home}/sequences/${key}`;
    const said = sequenceName(locale, sequence);
    const starts = startText(locale, sequence.start);
    return {
      key,
      cells: [
        <span key="name">
          <a href={path}>{said}</a>
          {/* One without a name is called by its start. */}
          {said !== starts && (
            <>
              <br />
              <span class="note">{starts}</span>
            </>
          )}
        </span>,
        t.states[state],
        t.goals[goal],
        formatNumber(locale, steps.length),
        formatNumber(locale, crowd?.inside ?? 0),
        t.ended(crowd?.finished ?? 0, crowd?.reached ?? 0),
        <a key="rehearse" href={`${path}/rehearse`}>
          {t.rehearse}
        </a>,
      ],
    };
  });
  const { name, state, goal, steps, inside, ended } = t.columns;
  return (
    <AdminPage
      locale={locale}
      path={`${home}/sequences`}
      organizer={organizer}
      place="campaigns"
      title={t.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <a class="button" href={`${home}/sequences/new`}>
          {t.add}
        </a>
        <a href={`${home}/edit`}>
          {(campaign.texts[locale] ?? Object.values(campaign.texts)[0])?.title || campaign.slug}
        </a>
      </div>
      <p class="note">{t.lead}</p>
      {saved && (
        <p class="edit-notice" role="status">
          {t.saved}
        </p>
      )}
      {rows.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable
          caption={t.title}
          columns={[
            { label: name },
            { label: state },
            { label: goal },
            { label: steps, numeric: true },
            { label: inside, numeric: true },
            { label: ended, wraps: true },
            { label: t.columns.act },
          ]}
          rows={rows}
        />
      )}
    </AdminPage>
  );
}
