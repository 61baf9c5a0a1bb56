import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import type { SegmentDefinition } from './form.ts';
import type { SavedSegment, SegmentChoices } from './queries.ts';
import { segmentText } from './words.ts';

type SegmentsPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  segments: SavedSegment[];
  choices: SegmentChoices;
  /**
   * What comes back: a new segment without a name that will do, another name for the one with this id, or other
   * conditions for one that somebody else has given others meanwhile.
   */
  again?:
    | { newId: string; definition: SegmentDefinition; typed: string }
    | { id: string; typed: string; problem: string }
    | { id: string; definition: SegmentDefinition }
    | undefined;
};

/** The saved segments, each with what it means. */
export function SegmentsPage(props: SegmentsPageProps) {
  const { locale, organizer, timezone, segments, again } = props;
  const t = messages(locale).segments;
  const rows = segments.map((segment) => ({
    key: segment.id,
    cells: [
      <a key="name" href={`/admin/contacts?segment=${segment.id}`}>
        {segment.name}
      </a>,
      segmentText(segment.definition, props),
      formatMoment(locale, segment.updatedAt, timezone),
      <Change key="change" {...props} segment={segment} />,
    ],
  }));
  return (
    <AdminPage
      locale={locale}
      path="/admin/segments"
      organizer={organizer}
      place="contacts"
      title={t.title}
      stylesheets={['/css/segments.css']}
    >
      <p>
        <a href="/admin/contacts">{t.toContacts}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="note">{t.text}</p>
      {again && 'newId' in again && <NewName {...props} {...again} />}
      {again && 'id' in again && 'definition' in again && <Meanwhile {...props} {...again} />}
      {segments.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable
          caption={t.title}
          columns={[{ label: t.name }, { label: t.conditions, wraps: true }, { label: t.changed }, { label: t.rename }]}
          rows={rows}
        />
      )}
    </AdminPage>
  );
}

function Change({ locale, segment, again }: SegmentsPageProps & { segment: SavedSegment }) {
  const t = messages(locale).segments;
  const wrong = again && 'problem' in again && again.id === segment.id ? again : undefined;
  const id = `name-${segment.id}`;
  return (
    <details open={wrong !== undefined}>
      <summary>{t.rename}</summary>
      <form class="save" method="post" action={`/admin/segments/${segment.id}`}>
        <input type="hidden" name="was.name" value={segment.name} />
        <label for={id}>{t.name}</label>
        <input
          id={id}
          name="name"
          value={wrong?.typed ?? segment.name}
          required
          maxlength={100}
          autocomplete="off"
          aria-describedby={wrong && `${id}-error`}
        />
        <button class="button button-quiet" type="submit">
          {t.renameButton}
        </button>
        {wrong && (
          <p class="field-error" id={`${id}-error`}>
            {wrong.problem}
          </p>
        )}
      </form>
      <form method="post" action={`/admin/segments/${segment.id}/delete`}>
        <p class="note">{t.deleteText}</p>
        <button class="button button-quiet" type="submit">
          {t.delete}
        </button>
      </form>
    </details>
  );
}

/** Conditions that were not written, for somebody else has changed the segment's meanwhile: both, to choose from. */
function Meanwhile(props: SegmentsPageProps & { id: string; definition: SegmentDefinition }) {
  const { locale, segments, id, definition } = props;
  const t = messages(locale).segments;
  const now = segments.find((segment) => segment.id === id);
  if (!now) return null;
  const filter = JSON.stringify(definition);
  return (
    <form class="save card" method="post" action={`/admin/segments/${id}`}>
      <div class="alert" role="alert">
        <p>{t.changedMeanwhile(now.name)}</p>
        <p>{t.theirs(segmentText(now.definition, props))}</p>
        <p>{t.yours(segmentText(definition, props))}</p>
      </div>
      <input type="hidden" name="was.filter" value={JSON.stringify(now.definition)} />
      <input type="hidden" name="filter" value={filter} />
      <button class="button" type="submit">
        {t.update(now.name)}
      </button>
      <a href={`/admin/contacts?${new URLSearchParams({ segment: id, filter })}`}>{t.goOn}</a>
    </form>
  );
}

function NewName({
  locale,
  newId,
  definition,
  typed,
  ...rest
}: SegmentsPageProps & { newId: string; definition: SegmentDefinition; typed: string }) {
  const t = messages(locale).segments;
  return (
    <form class="save card" method="post" action="/admin/segments">
      <input type="hidden" name="id" value={newId} />
      <input type="hidden" name="filter" value={JSON.stringify(definition)} />
      <p>{segmentText(definition, { locale, ...rest })}</p>
      <label for="new-name">{t.name}</label>
      <input
        id="new-name"
        name="name"
        value={typed}
        required
        maxlength={100}
        aria-invalid="true"
        aria-describedby="new-name-error"
      />
      <p class="field-error" id="new-name-error">
        {t.nameMissing}
      </p>
      <button class="button" type="submit">
        {t.saveButton}
      </button>
    </form>
  );
}
