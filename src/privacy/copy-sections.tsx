import { type Locale, messages } from '../locales/index.ts';
import { formatMoment } from '../ui/admin-time.ts';
import type { CopyPart } from './queries.ts';

type CopySectionsProps = { locale: Locale; timezone: string; parts: CopyPart[] };

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Everything that is kept of a person, table by table, in words. */
export function CopySections({ locale, timezone, parts }: CopySectionsProps) {
  const t = messages(locale).privacy.copy;
  const titles = new Map(Object.entries(t.tables));
  const labels = new Map(Object.entries(t.columns));
  return parts.map(({ table, rows }) => (
    <section key={table} class="copy-part" aria-labelledby={`copy-${table}`}>
      <h2 id={`copy-${table}`}>{titles.get(table) ?? table}</h2>
      {rows.length === 0 && <p class="note">{t.nothing}</p>}
      {rows.map((row, index) => (
        <dl key={String(index)} class="copy-row">
          {Object.entries(row)
            .filter(([, value]) => !isEmpty(value))
            .map(([column, value]) => (
              <>
                <dt>{labels.get(column) ?? column}</dt>
                <dd>{valueText(value, locale, timezone)}</dd>
              </>
            ))}
        </dl>
      ))}
    </section>
  ));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A value of JSON as a person reads it. */
function valueText(value: unknown, locale: Locale, timezone: string): string {
  const t = messages(locale).privacy.copy;
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  if (typeof value === 'string') return moment.test(value) ? formatMoment(locale, new Date(value), timezone) : value;
  if (Array.isArray(value)) return value.map((one) => valueText(one, locale, timezone)).join(', ');
  if (typeof value === 'object' && value !== null) {
    const lines = Object.entries(value).filter(([, one]) => !isEmpty(one));
    return lines.map(([name, one]) => `${name}\u00a0: ${valueText(one, locale, timezone)}`).join('\n');
  }
  return String(value);
}
