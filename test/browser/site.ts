import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { seedDemo } from '../../src/imports/seed-demo.ts';
import { mailboxMails } from '../../src/mail/table.ts';
import { startTest, type TestApp } from '../support/app.ts';

export const minute = 60_000;
export const day = 24 * 60 * minute;

/** The whole application, on a port of loopback. */
export type Site = TestApp & { origin: string };

type SiteOptions = { demo?: boolean; env?: Record<string, string>; host?: '127.0.0.1' | 'localhost' };

/**
 * Serves the application as its process does; `demo` brings the demo campaigns in. Passkeys need a `host` with a name,
 * and keep out of numbers (WebAuthn Level 3, section 5.1.2).
 */
export async function startSite({ demo = true, env = {}, host = '127.0.0.1' }: SiteOptions = {}) {
  let answer: ReturnType<typeof getRequestListener> | undefined;
  const server = createServer((request, response) => void answer?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const origin = `http://${host}:${address.port}`;
  const t = await startTest({ env: { BASE_URL: origin, ...env } });
  const asked = new Set<Promise<Response>>();
  answer = getRequestListener(async (request, env) => {
    const answering = Promise.resolve(t.app.fetch(request, env));
    asked.add(answering);
    return await answering.finally(() => asked.delete(answering));
  });
  if (demo) await seedDemo(t.deps);
  const site: Site = {
    ...t,
    origin,
    close: async () => {
      server.closeAllConnections();
      server.close();
      // A page that was left has the application answer all the same, which takes its database.
      await Promise.allSettled(asked);
      await t.close();
    },
  };
  return site;
}

/** Shows the newest mail to an address that has these words in it, as its reader sees it. */
export async function openMail({ deps }: Site, to: string, words: string, page: Page): Promise<void> {
  const mails = await deps.db.select().from(mailboxMails).where(eq(mailboxMails.to, to)).orderBy(mailboxMails.id);
  const mail = mails.findLast(({ html }) => html.includes(words));
  if (!mail)
    throw new Error(`no mail to ${to} says "${words}", only ${mails.map(({ subject }) => subject).join(', ')}`);
  await page.goto('about:blank');
  await page.setContent(mail.html);
}

/** Taps a link of a mail, as on a phone: the page opens in a tab of its own. */
export async function tapLink(mail: Page, name: string | RegExp): Promise<Page> {
  await mail.setViewportSize({ width: 360, height: 740 });
  const [tab] = await Promise.all([mail.waitForEvent('popup'), mail.getByRole('link', { name }).first().click()]);
  await tab.waitForLoadState();
  return tab;
}

/** Where a link of the page leads, by its words. */
export async function linkOf(page: Page, name: string | RegExp): Promise<string> {
  const href = await page.getByRole('link', { name }).first().getAttribute('href');
  if (href === null) throw new Error(`no link ${name}`);
  return href;
}
