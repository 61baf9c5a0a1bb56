import type { Sequence, Step } from '../followups/form.ts';
import { sequenceName, stepTime } from '../followups/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Draft } from './draft-form.ts';
import { valuesOf } from './edit-pages.tsx';
import type { Shared } from './list-pages.tsx';
import type { Waiting } from './queries.ts';

type ImpactProps = Shared & {
  draft: Draft;
  base: number;
  before: Sequence;
  /** What it becomes; undefined where it is taken out of the campaign. */
  after: Sequence | undefined;
  waiting: Waiting[];
};

/** Before a live sequence is changed: what that means for how many people, and the button that does it. */
export function ImpactPage({ locale, organizer, campaign, draft, base, before, after, waiting }: ImpactProps) {
  const t = messages(locale).sequences;
  const w = t.impact;
  const home = `/admin/campaigns/${campaign.slug}/sequences`;
  const count = waiting.reduce((sum, one) => sum + one.count, 0);
  const rows = waiting.map((one, index) => ({
    key: String(index),
    cells: [
      stepText(locale, one.now) ?? w.end,
      after === undefined ? w.removed : (stepText(locale, one.next) ?? w.end),
      formatNumber(locale, one.count),
      after?.state === 'live' ? formatNumber(locale, one.atOnce) : '–',
    ],
  }));
  const columns = [
    { label: w.columns.now, wraps: true },
    { label: w.columns.next, wraps: true },
    { label: w.columns.count, numeric: true },
    { label: w.columns.atOnce, numeric: true },
  ];
  return (
    <AdminPage
      locale={locale}
      path={`${home}/${draft.key}`}
      organizer={organizer}
      place="campaigns"
      title={w.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{w.title}</h1>
        <span>{sequenceName(locale, before)}</span>
      </div>
      <p>{w.lead(count)}</p>
      {after === undefined && <p class="alert">{w.removed}</p>}
      {after && after.state !== 'live' && <p class="alert">{w.paused}</p>}
      <AdminTable caption={w.caption} columns={columns} rows={rows} />
      <form class="edit-form" method="post" action={`${home}/${draft.key}`}>
        <input type="hidden" name="base" value={String(base)} />
        {draft.steps.map(({ key }) => (
          <input key={key} type="hidden" name="step" value={key} />
        ))}
        {Object.entries(valuesOf(draft)).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p class="edit-save">
          <button class="button" type="submit" name="do" value={after === undefined ? 'confirm-remove' : 'confirm'}>
            {w.confirm}
          </button>
          <button class="button button-quiet" type="submit" name="do" value="look">
            {w.cancel}
          </button>
        </p>
      </form>
    </AdminPage>
  );
}

function stepText(locale: Locale, step: Step | undefined): string | undefined {
  if (!step) return undefined;
  const subject = (step.texts[locale] ?? Object.values(step.texts)[0])?.subject ?? step.key;
  return `${subject} (${stepTime(locale, step)})`;
}
