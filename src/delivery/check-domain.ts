/** What a check found. `unknown`: nobody answered, so nothing can be said. */
export type Finding = { what: string; verdict: 'ok' | 'warn' | 'fail' | 'unknown'; said: string };

/** Asks DNS for the TXT records of a name, each with its pieces: `node:dns`'s `resolveTxt`. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

type Records = { answered: true; records: string[] } | { answered: false };

/**
 * Looks at what the DNS of a From domain says to those who receive its mail: SPF (RFC 7208), DKIM (RFC 6376) and DMARC
 * (RFC 7489), which Gmail and Yahoo have asked of bulk senders since February 2024.
 *
 * @param sender.transport with `resend`, SPF stands at its `send.` name and the DKIM selector is `resend`
 * @param sender.selectors DKIM selectors to look for; nobody can list those that there are
 */
export async function checkDomain(
  resolveTxt: ResolveTxt,
  sender: { domain: string; transport: 'resend' | 'smtp'; selectors: string[] },
): Promise<Finding[]> {
  const look = (name: string) => findRecords(resolveTxt, name);
  return await Promise.all([spf(look, sender), dkim(look, sender), dmarc(look, sender.domain)]);
}

async function findRecords(resolveTxt: ResolveTxt, name: string): Promise<Records> {
  try {
    return { answered: true, records: (await resolveTxt(name)).map((pieces) => pieces.join('')) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // The name, or a record of this kind, is not there: that is an answer.
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { answered: true, records: [] } : { answered: false };
  }
}

type Look = (name: string) => Promise<Records>;
type Sender = Parameters<typeof checkDomain>[1];

async function spf(look: Look, { domain, transport }: Sender): Promise<Finding> {
  // The envelope's domain is what SPF is asked of; Resend's is a name below the From's.
  const name = transport === 'resend' ? `send.${domain}` : domain;
  const found = await look(name);
  if (!found.answered) return noAnswer('SPF', name);
  const policies = found.records.filter((record) => /^v=spf1(\s|$)/i.test(record));
  const [policy] = policies;
  if (policy === undefined) return { what: 'SPF', verdict: 'fail', said: `${name} has no record "v=spf1 …"` };
  if (policies.length > 1)
    return { what: 'SPF', verdict: 'fail', said: `${name} has ${policies.length} records, which counts as none` };
  if (/(^|\s)\+?all(\s|$)/i.test(policy))
    return { what: 'SPF', verdict: 'fail', said: `${name} lets everyone send ("all"): end it with ~all or -all` };
  return { what: 'SPF', verdict: 'ok', said: `${name}: ${policy}` };
}

async function dkim(look: Look, { domain, transport, selectors }: Sender): Promise<Finding> {
  const asked = selectors.length > 0 ? selectors : transport === 'resend' ? ['resend'] : [];
  if (asked.length === 0)
    return { what: 'DKIM', verdict: 'unknown', said: 'name the selector of your mail server: --dkim-selector NAME' };
  const names = asked.map((selector) => `${selector}._domainkey.${domain}`);
  for (const name of names) {
    const found = await look(name);
    if (!found.answered) return noAnswer('DKIM', name);
    const key = found.records.find((record) => /(^|;)\s*p=/i.test(record));
    // An empty key is one that was withdrawn (RFC 6376 s. 3.6.1).
    if (key !== undefined && /(^|;)\s*p=\s*[^\s;]/i.test(key))
      return { what: 'DKIM', verdict: 'ok', said: `${name} has a key` };
  }
  return { what: 'DKIM', verdict: 'fail', said: `no key at ${names.join(', ')}` };
}

async function dmarc(look: Look, domain: string): Promise<Finding> {
  const parts = domain.split('.');
  // A name without a policy follows that of the domain above it (RFC 7489 s. 6.6.3).
  const domains = parts.map((_, from) => parts.slice(from).join('.')).slice(0, Math.max(1, parts.length - 1));
  for (const one of domains) {
    const name = `_dmarc.${one}`;
    const found = await look(name);
    if (!found.answered) return noAnswer('DMARC', name);
    const policy = found.records.find((record) => /^v=DMARC1\b/i.test(record));
    const wish = policy && /;\s*p=\s*(\w+)/i.exec(policy)?.[1]?.toLowerCase();
    if (policy === undefined) continue;
    if (wish === 'quarantine' || wish === 'reject') return { what: 'DMARC', verdict: 'ok', said: `${name}: p=${wish}` };
    if (wish === 'none')
      return { what: 'DMARC', verdict: 'warn', said: `${name} has p=none: others may still write in your name` };
    return { what: 'DMARC', verdict: 'fail', said: `${name} has no valid p=: ${policy}` };
  }
  return { what: 'DMARC', verdict: 'fail', said: `_dmarc.${domain} has no record "v=DMARC1; p=…"` };
}

function noAnswer(what: string, name: string): Finding {
  return { what, verdict: 'unknown', said: `DNS gave no answer about ${name}` };
}
