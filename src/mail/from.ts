/** The From of a campaign's mail: the sender's name as a quoted string (RFC 5322 section 3.2.4), our own address. */
export function fromSender(name: string, mailFrom: string): string {
  const quoted = `"${name.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
  return `${quoted} <${/<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}>`;
}
