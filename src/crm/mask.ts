const shownInstead = '•••';
/** Shorter ones are no secrets, and would tear holes into every text. */
const shortest = 4;

/**
 * Takes secrets out of a text that is to be kept or shown: a call's address, its answer, an error's words. Finds them as
 * they are, as an address or a form writes them, as JSON writes them, and in the base64 of Basic authentication (RFC 7617).
 */
export function maskSecrets(text: string, secrets: Iterable<string>): string {
  let masked = text.replaceAll(/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${shownInstead}`);
  const forms = [...secrets].filter((one) => one.length >= shortest).flatMap(writtenForms);
  // The longest first: one secret may be the beginning of another.
  for (const form of [...new Set(forms)].sort((one, other) => other.length - one.length)) {
    masked = masked.replaceAll(form, shownInstead);
  }
  return masked;
}

function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}
