import { once } from 'node:events';
import { createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { replyActs } from '../../src/process.ts';
import { watchMailbox } from '../../src/replies/watch-mailbox.ts';
import { joinAndConfirm } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { startImapServer, type TestMailbox } from '../support/imap-server.ts';
import { aLetter, replyTo } from './letters.ts';

let t: TestApp;
let mailbox: TestMailbox;
let watch: { stop(): Promise<void> } | undefined;

beforeEach(async () => {
  mailbox = await startImapServer();
  t = await startTest({ env: { REPLY_ADDRESS: 'replies@terrain.example', IMAP_URL: mailbox.url } });
  await addCampaign(t.deps);
  await joinAndConfirm(t);
});
afterEach(async () => {
  await watch?.stop();
  watch = undefined;
  await mailbox.close();
  await t.close();
});

const waits = { first: 50, most: 200 };

function start(moveTo?: string): void {
  watch = watchMailbox(t.deps, { url: mailbox.url, moveTo }, replyActs, waits);
}

async function subjects(): Promise<string[]> {
  const rows = await t.deps.db.$client`select subject from replies order by id`;
  return rows.map(({ subject }) => String(subject));
}

async function until(expected: string[]): Promise<void> {
  await vi.waitFor(async () => expect(await subjects()).toEqual(expected), { timeout: 15_000, interval: 50 });
}

describe('the mailbox of replies', () => {
  test('gives what is there and what comes, marks it as read, and leaves other mail alone', async () => {
    const to = await replyTo(t);
    mailbox.deliver(aLetter({ to, subject: 'first' }));
    mailbox.deliver(aLetter({ to: 'replies@terrain.example', subject: 'for a person' }));
    start();
    await until(['first']);
    mailbox.deliver(aLetter({ to: to.toUpperCase(), subject: 'second' }));
    await until(['first', 'second']);
    await vi.waitFor(() => expect(mailbox.subjects()).toEqual(['first*', 'for a person', 'second*']));
  });

  test('moves what was taken in where a folder is set', async () => {
    mailbox.deliver(aLetter({ to: await replyTo(t), subject: 'first' }));
    start('Done');
    await vi.waitFor(() => expect(mailbox.subjects('Done')).toEqual(['first*']), { timeout: 10_000 });
    expect(mailbox.subjects()).toEqual([]);
  });

  test('goes on where it was after a lost connection', async () => {
    const to = await replyTo(t);
    mailbox.deliver(aLetter({ to, subject: 'first' }));
    start();
    await until(['first']);
    mailbox.cut();
    mailbox.deliver(aLetter({ to, subject: 'second' }));
    await until(['first', 'second']);
    expect(mailbox.connections()).toBeGreaterThan(1);
  });

  test('is read from where it was after a new start, and nothing twice when it was made anew', async () => {
    const to = await replyTo(t);
    mailbox.deliver(aLetter({ to, subject: 'first' }));
    start();
    await until(['first']);
    await vi.waitFor(async () => {
      const [place] = await t.deps.db.$client`select uid_validity, last_uid::int from reply_mailboxes`;
      expect(place).toEqual({ uid_validity: '7', last_uid: 1 });
    });
    await watch?.stop();
    mailbox.renumber();
    mailbox.deliver(aLetter({ to, subject: 'second' }));
    start();
    await until(['first', 'second']);
  });

  test('is read by several workers at once, and each mail is here once', async () => {
    const to = await replyTo(t);
    for (let nth = 0; nth < 8; nth++) mailbox.deliver(aLetter({ to, subject: `mail ${nth}` }));
    const others = [0, 1].map(() => watchMailbox(t.deps, { url: mailbox.url, moveTo: undefined }, replyActs, waits));
    start();
    await vi.waitFor(() => expect(mailbox.subjects().every((subject) => subject.endsWith('*'))).toBe(true), {
      timeout: 15_000,
    });
    await Promise.all(others.map((other) => other.stop()));
    expect((await subjects()).sort()).toEqual(Array.from({ length: 8 }, (_, nth) => `mail ${nth}`));
  });

  test('holds no stop up where its server never answers', async () => {
    const silent = createServer(() => {});
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const stuck = watchMailbox(t.deps, { url: `imap://a:b@127.0.0.1:${port}`, moveTo: undefined }, replyActs);
    await once(silent, 'connection');
    const start = performance.now();
    await stuck.stop();
    expect(performance.now() - start).toBeLessThan(2_000);
    silent.close();
  });

  test('passes over what cannot be read', async () => {
    const to = await replyTo(t);
    const endless = Array.from({ length: 9_000 }, (_, nth) => `X-${nth}: ${'x'.repeat(40)}\n`).join('');
    mailbox.deliver(aLetter({ to, subject: 'broken', headers: endless }));
    mailbox.deliver(aLetter({ to, subject: 'whole' }));
    start();
    await until(['whole']);
    expect(mailbox.subjects()).toContain('broken');
  });

  test('passes over a mail of which the database refuses a value', async () => {
    const to = await replyTo(t);
    mailbox.deliver(aLetter({ to, subject: 'refused', text: 'STOP' }));
    mailbox.deliver(aLetter({ to, subject: 'whole' }));
    const leave = async (tx: Tx) => void (await tx.execute(sql`select 'a'::uuid`));
    watch = watchMailbox(t.deps, { url: mailbox.url, moveTo: undefined }, { ...replyActs, leave }, waits);
    await until(['whole']);
    expect(mailbox.subjects()).toContain('refused');
  });
});
