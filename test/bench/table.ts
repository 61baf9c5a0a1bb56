/** One row of the table: a figure beside the yardstick that was measured in the same run. */
export type Row = {
  what: string;
  figure: number;
  against: string;
  yardstick: number;
  unit: '/s' | 'ms' | 's' | 'MB';
  /** What `figure / yardstick` must reach, or must not pass. */
  goal: { atLeast: number } | { atMost: number };
  /** Whatever else was seen. */
  note?: string;
};

/** A row with what it comes to, as `--json` writes it. `missedBy` is a share of the goal, 0 where it is reached. */
export type JudgedRow = Row & { ratio: number; missedBy: number };

export function judge(row: Row): JudgedRow {
  const ratio = row.figure / row.yardstick;
  const missedBy = 'atLeast' in row.goal ? 1 - ratio / row.goal.atLeast : ratio / row.goal.atMost - 1;
  return { ...row, ratio, missedBy: Math.max(0, missedBy) };
}

const headings = ['what', 'Terrain', 'yardstick', 'ratio', 'goal', '', 'against'];

/** Draws the rows as a table of text. */
export function drawTable(rows: JudgedRow[]): string {
  const cells = [headings, ...rows.map(drawRow)];
  const widths = headings.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap(({ what, note }) => (note === undefined ? [] : [`${what}: ${note}`]));
  return [lines[0], '-'.repeat(lines[0]?.length ?? 0), ...lines.slice(1), '', ...notes].join('\n');
}

function drawRow(row: JudgedRow): string[] {
  const { what, figure, yardstick, unit, ratio, goal, missedBy, against } = row;
  const wanted = 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  const verdict = missedBy === 0 ? 'ok' : `misses by ${Math.ceil(missedBy * 100)} %`;
  return [what, drawFigure(figure, unit), drawFigure(yardstick, unit), ratio.toFixed(2), wanted, verdict, against];
}

function drawFigure(value: number, unit: Row['unit']): string {
  const text = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
  return unit === '/s' ? `${text}/s` : `${text} ${unit}`;
}
