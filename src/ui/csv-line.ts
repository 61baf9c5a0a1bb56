/** A line of a CSV file (RFC 4180), ended by LF; what is not there is an empty cell. */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map((cell) => writeCell(String(cell ?? ''))).join(',')}\n`;
}

/** Keeps a spreadsheet from running a cell as a formula (OWASP, "CSV Injection"), as `exports/contacts-csv.ts` does. */
function writeCell(text: string): string {
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
