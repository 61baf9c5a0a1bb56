import { eq } from 'drizzle-orm';
import type { ImapFlow } from 'imapflow';
import { isBadValue } from '../db/sql-state.ts';
import type { Deps } from '../deps.ts';
import { threadAmong } from '../mail/reply-address.ts';
import type { ReplyActs } from './acts.ts';
import { largestMail } from './incoming.ts';
import { parseMail } from './parse-mail.ts';
import { type Received, receiveMail } from './receive-mail.ts';
import { replyMailboxes } from './table.ts';

/** A mailbox as the settings name it. */
export type MailboxPlace = { url: string; moveTo: string | undefined };

/** So many heads are looked at with one command. */
const together = 200;
const headers = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'content-type'];

/** A connection to the server that the URL names; `imap:` is secured where the server offers it (RFC 9051 s. 6.2.1). */
export async function mailboxClient({
  url,
}: MailboxPlace): Promise<{ client: ImapFlow; folder: string; name: string }> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const secure = protocol === 'imaps:';
  const folder = decodeURIComponent(pathname.slice(1)) || 'INBOX';
  const user = decodeURIComponent(username);
  // Loaded where a mailbox is read: no other process carries the library.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: hostname,
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    auth: { user, pass: decodeURIComponent(password) },
    logger: false,
    autoIdleDelay: 1_000,
    // Servers end what is silent for half an hour (RFC 2177).
    maxIdleTime: 10 * 60_000,
  });
  return { client, folder, name: `${user}@${hostname}/${folder}` };
}

/**
 * Takes in what has come into the open mailbox since it was last read. Only mails to an address of ours, and reports on
 * deliveries, are fetched whole; the rest of what is there is left alone. Nothing is ever deleted: what was taken in is marked as
 * read, or moved. A place in the mailbox is kept by UIDVALIDITY and UID (RFC 9051 s. 2.3.1.1), and a mail that is met
 * twice all the same is known.
 */
export async function readMailbox(
  deps: Deps,
  client: ImapFlow,
  name: string,
  { acts, moveTo }: { acts: ReplyActs; moveTo: string | undefined },
): Promise<void> {
  if (!client.mailbox) throw new Error('no mailbox is open');
  const uidValidity = String(client.mailbox.uidValidity);
  const [place] = await deps.db.select().from(replyMailboxes).where(eq(replyMailboxes.mailbox, name));
  const lastUid = place?.uidValidity === uidValidity ? place.lastUid : 0;
  const found = (await client.search({ uid: `${lastUid + 1}:*` }, { uid: true })) || [];
  // `n:*` names the last mail even where that is before n.
  const uids = found.filter((uid) => uid > lastUid).sort((one, other) => one - other);
  for (let start = 0; start < uids.length; start += together) {
    const some = uids.slice(start, start + together);
    for (const { uid, size } of await ours(deps, client, some)) {
      const outcome = await takeIn(deps, client, { uid, size, acts });
      if (outcome === 'kept' || outcome === 'known') await putAway(deps, client, uid, moveTo);
      else deps.log.info({ outcome }, 'a mail in the mailbox of replies was left there');
      await keepPlace(deps, { mailbox: name, uidValidity, lastUid: uid });
    }
    await keepPlace(deps, { mailbox: name, uidValidity, lastUid: some.at(-1) ?? lastUid });
  }
}

/** Which of these mails are for us, by their heads. */
async function ours(deps: Deps, client: ImapFlow, uids: number[]): Promise<{ uid: number; size: number }[]> {
  const heads = await client.fetchAll(uids, { uid: true, size: true, headers }, { uid: true });
  return heads
    .filter(({ headers: head }) => {
      const text = (head ?? Buffer.alloc(0))
        .subarray(0, 100_000)
        .toString()
        .replace(/\r?\n[ \t]+/g, ' ');
      const isReport = /^content-type:\s*multipart\/report/im.test(text);
      return isReport || threadAmong(deps.config, text.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []) !== undefined;
    })
    .map(({ uid, size = 0 }) => ({ uid, size }))
    .sort((one, other) => one.uid - other.uid);
}

/**
 * A mail of which Postgres refuses a value is as good as one that cannot be read: met again, it would hold up all after it.
 * @throws Error when the database or the server is away: the mail is met again.
 */
async function takeIn(
  deps: Deps,
  client: ImapFlow,
  { uid, size, acts }: { uid: number; size: number; acts: ReplyActs },
): Promise<Received | 'too-large' | 'unreadable' | 'moved'> {
  if (size > largestMail) return 'too-large';
  const found = await client.fetchOne(String(uid), { source: { maxLength: largestMail } }, { uid: true });
  // Another worker, or a person, was quicker.
  const source = found ? found.source : undefined;
  if (!source) return 'moved';
  const mail = await parseMail(source).catch(() => undefined);
  if (!mail) return 'unreadable';
  return await receiveMail(deps, mail, acts).catch((error: unknown) => {
    if (isBadValue(error)) return 'unreadable';
    throw error;
  });
}

async function putAway(deps: Deps, client: ImapFlow, uid: number, moveTo: string | undefined): Promise<void> {
  await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
  if (moveTo === undefined) return;
  const moved = await client.messageMove(String(uid), moveTo, { uid: true }).catch(() => false);
  if (!moved) deps.log.warn({ folder: moveTo }, 'a reply could not be moved; IMAP_MOVE_TO names no folder there');
}

async function keepPlace({ db }: Deps, place: typeof replyMailboxes.$inferInsert): Promise<void> {
  const { uidValidity, lastUid } = place;
  await db
    .insert(replyMailboxes)
    .values(place)
    .onConflictDoUpdate({ target: replyMailboxes.mailbox, set: { uidValidity, lastUid } });
}
