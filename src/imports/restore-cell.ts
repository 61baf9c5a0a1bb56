/** Takes away the `'` that Terrain's export puts before what a spreadsheet would run, and nothing else. */
export function restoreCell(cell: string): string {
  return cell.startsWith("'") ? cell.replace(/^'(?='*[=+\-@\t\r])/, '') : cell;
}
