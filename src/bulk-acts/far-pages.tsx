import { messages } from '../locales/index.ts';
import { formatNumber } from '../ui/format.ts';
import type { NewActProps } from './pages.tsx';

/** What is done to a segment elsewhere: a file of it, and its erasing, for those who may. */
export function FarActs(props: NewActProps) {
  const { organizer } = props;
  return (
    <>
      {organizer.mayOpen('/admin/exports') && <ExportForm {...props} />}
      {organizer.mayOpen('/admin/erase-many') && <EraseLink {...props} />}
    </>
  );
}

/** The same form as that of the page of files: it leads there, where the file will lie. */
function ExportForm({ locale, definition, count }: NewActProps) {
  const { acts, bulk, files } = messages(locale);
  const t = acts.export;
  return (
    <form class="card" method="post" action="/admin/exports" aria-labelledby="export-title">
      <h2 id="export-title">{t.title}</h2>
      <input type="hidden" name="what" value="contacts" />
      <input type="hidden" name="filter" value={JSON.stringify(definition)} />
      <div>
        <label for="export-preset">{t.format}</label>
        <select id="export-preset" name="preset" aria-describedby="export-hint">
          {Object.entries(files.exports.presets).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <p class="note" id="export-hint">
        {t.text}
      </p>
      <p>
        <button class="button" type="submit">
          {t.button(bulk.crowd(formatNumber(locale, count.count), count.count === 1))}
        </button>
      </p>
    </form>
  );
}

function EraseLink({ locale, definition, count }: NewActProps) {
  const { acts, bulk } = messages(locale);
  const t = acts.erase;
  return (
    <section class="card" aria-labelledby="erase-title">
      <h2 id="erase-title">{t.link}</h2>
      <p class="note">{t.linkText}</p>
      <p>
        <a
          class="button button-quiet"
          href={`/admin/erase-many?${new URLSearchParams({ filter: JSON.stringify(definition) })}`}
        >
          {t.linkButton(bulk.crowd(formatNumber(locale, count.count), count.count === 1))}
        </a>
      </p>
    </section>
  );
}
