/** A text that every vendor's JSON and database can hold: without NUL, and no half of a surrogate pair (RFC 8259 s. 8.2). */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** What a vendor said, such that it can be kept beside what it was said of. */
export function keptDetail(detail: string): string {
  return cleanText(detail.slice(0, 500));
}
