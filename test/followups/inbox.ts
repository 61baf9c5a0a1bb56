import { expect } from 'vitest';
import { signToken } from '../../src/http/token.ts';
import type { TestApp } from '../support/app.ts';
import { post } from '../support/forms.ts';

export const hour = 3_600_000;

/** One mail that went out, with the name of the message that it was. */
export type SentMail = {
  name: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  attachments: { filename: string; contentType: string; content: string }[];
};

/** Every mail that went out so far, the oldest first. */
export async function mailsOf(t: TestApp, to = '%'): Promise<SentMail[]> {
  return [
    ...(await t.deps.db.$client<SentMail[]>`
      select messages.name, kept."to", kept.subject, kept.html, kept.text, kept.headers, kept.attachments
      from mailbox_mails kept join messages on messages.id::text = kept.key
      where kept."to" like ${to} order by kept.created_at, messages.created_at, messages.due_at, kept.id`),
  ];
}

/** Names of the mails that went to an address, the oldest first. */
export async function namesOf(t: TestApp, to = 'ada@example.org'): Promise<string[]> {
  return (await mailsOf(t, to)).map((mail) => mail.name);
}

/** The last mail of a name to an address. */
export async function lastMail(t: TestApp, name: string, to = 'ada@example.org'): Promise<SentMail> {
  const mail = (await mailsOf(t, to)).findLast((one) => one.name === name);
  if (!mail) throw new Error(`no mail ${name} went to ${to}`);
  return mail;
}

/** The addresses on our site that a mail's page links to, as paths. */
export function pathsIn(mail: { html: string }): string[] {
  return [...mail.html.matchAll(/href="(http:\/\/localhost:3000[^"]*)"/g)].map(([, url = '']) => {
    const { pathname, search } = new URL(url.replaceAll('&amp;', '&'));
    return pathname + search;
  });
}

/** The first path in a mail that begins so. */
export function pathIn(mail: { html: string }, start: string): string {
  const path = pathsIn(mail).find((one) => one.startsWith(start));
  if (!path) throw new Error(`no link ${start} in the mail`);
  return path;
}

/** Signs up as of the test's own moment; returns the path of the page that follows. */
export async function join(t: TestApp, fields: Record<string, string> = {}, slug = 'essai'): Promise<string> {
  const [campaign] = await t.deps.db.$client`select id from campaigns where slug = ${slug}`;
  const form = signToken(t.deps.config.secret, 'form', { ids: [String(campaign?.id)], at: t.clock.now() });
  const sent = { email: 'ada@example.org', firstName: 'Ada', consent: 'yes', form, ...fields };
  const answer = await post(t.app, `/fr/${slug}/signups`, sent);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

/** Presses the button behind the link of the last confirmation; returns the path of the person's own space. */
export async function confirm(t: TestApp, to = 'ada@example.org'): Promise<string> {
  const answer = await post(t.app, pathIn(await lastMail(t, 'confirm', to), '/c/'), {});
  expect(answer.status).toBe(303);
  return (answer.headers.get('location') ?? '').replace(/\?.*/, '');
}

/** Signs up, confirms, and lets the mails go that this calls for. */
export async function joinAndConfirm(t: TestApp, fields: Record<string, string> = {}): Promise<string> {
  await join(t, fields);
  await wait(t, 0.001);
  const space = await confirm(t, fields.email ?? 'ada@example.org');
  await t.runDueJobs();
  return space;
}

/** Lets time pass and the mails go that fall due in it. */
export async function wait(t: TestApp, hours: number): Promise<void> {
  t.clock.advance(hours * hour);
  await t.runDueJobs();
}

/** The messages that did not go, as `name: why`. */
export async function skipped(t: TestApp): Promise<string[]> {
  const rows = await t.deps.db.$client`
    select name, reason from messages where state = 'suppressed' order by due_at, id`;
  return rows.map((row) => `${row.name}: ${row.reason}`);
}
