import type { Child } from 'hono/jsx';

type Column = {
  label: string;
  numeric?: boolean;
  /** Holds long words, such as addresses, which may be broken anywhere. */
  wraps?: boolean;
  /** Stays on one line, as a date or a postal code has to be read. */
  keeps?: boolean;
  /** Left out where there is room for a few only. */
  minor?: boolean;
  /** Stands in the head instead of the label, as a link that sorts. */
  head?: Child;
  sorted?: 'ascending' | 'descending';
};
type AdminTableProps = {
  /** What the table holds, for who does not see what stands around it. */
  caption: string;
  columns: Column[];
  /** The first cell of a row names it. */
  rows: { key: string; cells: Child[] }[];
  /** On a narrow screen each row becomes a list of its cells, unless the table stays small as it is. */
  compact?: boolean;
};

/** A table that still reads on a phone. The roles say again what a changed `display` would take away. */
export function AdminTable({ caption, columns, rows, compact = false }: AdminTableProps) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: browsers drop a table's own roles once CSS lays it out as blocks
    <table role="table" class={compact ? 'table table-compact' : 'table'}>
      <caption class="hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.label} role="columnheader" scope="col" class={classOf(column)} aria-sort={column.sorted}>
              {column.head ?? column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ key, cells: [name, ...rest] }) => (
          <tr key={key} role="row">
            <th role="rowheader" scope="row" data-label={columns[0]?.label}>
              {name}
            </th>
            {rest.map((cell, index) => (
              <td
                key={columns[index + 1]?.label}
                role="cell"
                data-label={columns[index + 1]?.label}
                class={classOf(columns[index + 1])}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: as above
  );
}

function classOf(column: Column | undefined): string | undefined {
  const { numeric, wraps, keeps, minor } = column ?? {};
  return (
    [numeric && 'numeric', wraps && 'wraps', keeps && 'keeps', minor && 'minor'].filter(Boolean).join(' ') || undefined
  );
}

type PagerProps = {
  /** Where the next page is; undefined on the last. */
  older: string | undefined;
  /** Where the first page is; undefined on the first. */
  newest: string | undefined;
  words: { older: string; newest: string };
};

/** The way on through a list that is read by keyset: onward, and back to its beginning. */
export function Pager({ older, newest, words }: PagerProps) {
  if (older === undefined && newest === undefined) return null;
  return (
    <p class="pager">
      {newest !== undefined && <a href={newest}>{words.newest}</a>}
      {older !== undefined && (
        <a class="button button-quiet" rel="next" href={older}>
          {words.older}
        </a>
      )}
    </p>
  );
}
