/** In characters; longer things are documents. */
export const longestNote = 5_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** A note as typed, outer space gone and line ends as LF; or what is wrong with it. */
export function readNote(typed: string): { ok: true; body: string } | { ok: false; error: 'too-long' | 'characters' } {
  const body = typed.replaceAll('\r\n', '\n').trim();
  if (controlCharacters.test(body) || !body.isWellFormed()) return { ok: false, error: 'characters' };
  return body.length > longestNote ? { ok: false, error: 'too-long' } : { ok: true, body };
}
