import { messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import type { Scalar } from './connector.ts';
import { fieldWord } from './field-words.ts';
import type { Shared } from './frame-pages.tsx';
import type { MappingPreview } from './preview-mapping.ts';
import type { CrmConnector } from './queries.ts';

export type PreviewProps = Shared & { connector: CrmConnector; preview: MappingPreview };

/** What a mapping makes of real contacts, and how many it would change over there. */
export function PreviewCard({ locale, connector, preview }: PreviewProps) {
  const t = messages(locale).crm.mapping;
  const { samples, changed, total, exact } = preview;
  const fields = [
    ...new Set(samples.flatMap(({ values, before }) => [...Object.keys(values), ...Object.keys(before)])),
  ];
  const columns = [{ label: t.to }, ...samples.map(({ name }) => ({ label: name, wraps: true }))];
  const rows = fields.map((field) => ({
    key: field,
    cells: [
      fieldWord(locale, connector.description, field),
      ...samples.map(({ contactId, values, before }) => {
        const [now, was] = [textOf(values[field]), textOf(before[field])];
        return (
          <span key={contactId}>
            {now === '' ? <span class="note">{t.nothing}</span> : now}
            {was !== now && <span class="sample">{t.before(was === '' ? t.nothing : was)}</span>}
          </span>
        );
      }),
    ],
  }));
  return (
    <section class="card" aria-labelledby="preview-title" role="status">
      <h2 id="preview-title">{t.previewTitle}</h2>
      {total === 0 ? (
        <p class="empty">{t.nobody}</p>
      ) : (
        <>
          <p>
            <strong>
              {changed === 0 ? t.changesNone : t.changes(formatNumber(locale, changed), formatNumber(locale, total))}
            </strong>{' '}
            {!exact && t.about}
          </p>
          <p class="note">{t.previewText}</p>
          <AdminTable caption={t.previewTitle} columns={columns} rows={rows} />
        </>
      )}
    </section>
  );
}

function textOf(value: Scalar | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}
