/**
 * Keeps a spreadsheet from running a cell as a formula (OWASP, "CSV Injection"): one that starts with `= + - @`, TAB
 * or CR gets a `'` in front. So does one that starts with `'`s and then such a character, which makes undoing exact:
 * take one `'` away wherever `'*[=+-@TAB CR]` follows it (`imports/restore-cell.ts`).
 *
 * The cast to "char" looks at the first byte alone and sorts nearly every cell out; but it reads `\075` as the octal
 * number of `=`, so `ascii` decides. Only what begins with `'` needs a regular expression: that alone, on every cell,
 * cost half as much again as the columns themselves, and this next to nothing.
 */
export function neutralised(text: string): string {
  const candidate = `${text}::"char" between e'\\t' and '@'`;
  const risky = `ascii(${text}) in (9, 13, 43, 45, 61, 64) or ascii(${text}) = 39 and ${text} ~ e'^\\'+[=+@\\t\\r-]'`;
  return `case when ${candidate} and (${risky}) then '''' || ${text} else ${text} end`;
}

/** ISO 8601 with `T` and offset, which JSON's form of a timestamptz is; to_char took twice as long. */
export function iso(time: string): string {
  return `to_json(${time}) #>> '{}'`;
}

/** At most so many characters, for a destination that refuses a longer cell; a protecting `'` counts as one. */
export function atMost(characters: number, text: string): string {
  return `left(${text}, ${characters})`;
}

/** At most so many bytes of UTF-8, cut between characters and never inside one. */
export function atMostBytes(bytes: number, text: string): string {
  // A character takes four bytes at most, so the search always ends; few cells ever begin it.
  return `case when octet_length(${text}) <= ${bytes} then ${text} else (
    select left(${text}, length) from generate_series(${bytes}, ${Math.floor(bytes / 4)}, -1) length
    where octet_length(left(${text}, length)) <= ${bytes} limit 1) end`;
}
