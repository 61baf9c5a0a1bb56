/**
 * The two headers that let a mail program show its own "unsubscribe" button: List-Unsubscribe (RFC 2369) and
 * List-Unsubscribe-Post (RFC 8058), which makes the button one POST of `List-Unsubscribe=One-Click` to `url`.
 * RFC 8058 s. 3.1 asks for an https URL that identifies the person by itself: no cookie, no form, no sign-in.
 */
export function unsubscribeHeaders(url: string): Record<string, string> {
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
