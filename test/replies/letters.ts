import { replyAddress } from '../../src/mail/reply-address.ts';
import { replyActs } from '../../src/process.ts';
import { parseMail } from '../../src/replies/parse-mail.ts';
import { receiveMail } from '../../src/replies/receive-mail.ts';
import type { TestApp } from '../support/app.ts';

/** Settings under which replies come in; nothing is connected to. */
export const replyEnv = {
  REPLY_ADDRESS: 'replies@terrain.example',
  IMAP_URL: 'imap://replies:secret@127.0.0.1:1/INBOX',
};

/** A mail of one part, written here. */
export function aLetter({
  to,
  from = 'Ada <ada@example.org>',
  subject = 'Re: Bonjour Ada',
  text = 'Oui, je viens !',
  id = `${Math.random()}@example.org`,
  headers = '',
}: {
  to: string;
  from?: string;
  subject?: string;
  text?: string;
  id?: string;
  headers?: string;
}): Buffer {
  const head = `From: ${from}\nTo: ${to}\nSubject: ${subject}\nMessage-ID: <${id}>\n${headers}`;
  const mime = 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n';
  return Buffer.from(`${head}${mime}\n${text}\n`.replaceAll('\n', '\r\n'));
}

/** Takes in a mail as it came, as the ways in do. */
export async function receive(t: TestApp, raw: Buffer): Promise<string> {
  return await receiveMail(t.deps, await parseMail(raw), replyActs);
}

/** The address that answers to the last mail of a name to somebody go to. */
export async function replyTo(t: TestApp, name = 'welcome', email = 'ada@example.org'): Promise<string> {
  const [message] = await t.deps.db.$client<{ id: string }[]>`
    select m.id from messages m join contacts c on c.id = m.contact_id
    where m.name = ${name} and c.email = ${email} order by m.created_at desc limit 1`;
  const address = message && replyAddress(t.deps.config, { kind: 'message', id: message.id });
  if (!address) throw new Error(`no mail ${name} went to ${email}`);
  return address;
}
