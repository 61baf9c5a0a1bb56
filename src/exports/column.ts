/** One column of a file: its header, and the SQL that makes the cell, already neutralised where people typed it. */
export type Column = readonly [header: string, expression: string];

/** How a file is written: which of its columns in which order (unset: all), and what stands between cells. */
export type Layout = { columns?: readonly string[]; separator?: Separator };

/** What may stand between cells, by the word that a URL says it with. */
export const separators = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Separator = keyof typeof separators;

/** The columns that a layout asks for, in its order. @throws RangeError naming a header that there is not. */
export function chosenColumns(all: readonly Column[], { columns }: Layout): readonly Column[] {
  if (columns === undefined || columns.length === 0) return all;
  return columns.map((header) => {
    const found = all.find(([known]) => known === header);
    if (!found) throw new RangeError(`there is no column ${header}`);
    return found;
  });
}

/** The list of a `select`: each expression under its header. */
export function selectList(columns: readonly Column[]): string {
  return columns.map(([header, expression]) => `${expression} as "${header}"`).join(',\n');
}

/** The end of a COPY (RFC 4180, lines ended by LF as COPY does, with a header line). */
export function copyEnd({ separator = 'comma' }: Layout): string {
  return `to stdout with (format csv, header, delimiter e'${separator === 'tab' ? '\\t' : separators[separator]}')`;
}
