import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { mailboxMails } from '../../src/mail/table.ts';
import { formBody } from '../support/forms.ts';
import { origin, type SignedInTest, startSignedIn, visitorAs } from './signed-in.ts';

let t: SignedInTest;
let id: string;

beforeAll(async () => {
  t = await startSignedIn();
  await t.deps.mailer.send(
    {
      to: 'ada@example.org',
      from: 'Démo <demo@example.org>',
      subject: 'Confirmez <votre> adresse',
      html: '<html><head><title>x</title></head><body><a href="http://localhost:3000/c/TOKEN" target="_blank">Confirmer</a><script>alert(1)</script></body></html>',
      text: 'Confirmez : <http://localhost:3000/c/TOKEN>',
      headers: { 'List-Unsubscribe': '<http://localhost:3000/u/TOKEN>' },
      attachments: [
        { filename: 'plage é.ics', contentType: 'text/calendar; charset=utf-8', content: 'BEGIN:VCALENDAR\r\nÉ' },
      ],
    },
    'mail-1',
  );
  const [mail] = await t.deps.db.select({ id: mailboxMails.id }).from(mailboxMails);
  id = mail?.id ?? '';
});

afterAll(async () => {
  await t.close();
});

describe('the mailbox', () => {
  test('lists the mails, each with a link', async () => {
    const html = await (await t.get('/admin/mailbox')).text();
    expect(html).toContain(`href="/admin/mailbox/${id}"`);
    expect(html).toContain('Confirmez &lt;votre&gt; adresse');
  });

  test('shows a mail in a frame that runs nothing and whose links open in the window', async () => {
    const page = await (await t.get(`/admin/mailbox/${id}`)).text();
    expect(page).toMatch(/<iframe[^>]*sandbox="allow-popups/);
    expect(page).not.toContain('allow-scripts');
    const frame = await t.get(`/admin/mailbox/${id}/html`);
    const policy = frame.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('sandbox allow-popups');
    expect(policy).not.toContain('allow-scripts');
    const html = await frame.text();
    expect(html).toContain('<head><base target="_top">');
    expect(html).toContain('<a href="http://localhost:3000/c/TOKEN" target="_top">');
  });

  test('shows its text, its headers and its attachments', async () => {
    const page = await (await t.get(`/admin/mailbox/${id}?view=text`)).text();
    expect(page).toContain('Confirmez : &lt;http://localhost:3000/c/TOKEN&gt;');
    expect(page).toContain('List-Unsubscribe');
    const attachment = await t.get(`/admin/mailbox/${id}/attachments/0`);
    expect(attachment.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(attachment.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''plage%20%C3%A9.ics");
    expect(await attachment.text()).toBe('BEGIN:VCALENDAR\r\nÉ');
  });

  test.each(['x', '0198c0de-0000-7000-8000-000000000000'])('has no mail %s', async (missing) => {
    for (const rest of ['', '/html', '/attachments/0'])
      expect((await t.get(`/admin/mailbox/${missing}${rest}`)).status, rest).toBe(404);
  });

  test('shows each mail once, page after page', async () => {
    const at = Date.now();
    for (let count = 0; count < 120; count += 1) {
      const mail = {
        to: `p${count}@example.org`,
        from: 'a@b.ca',
        subject: 's',
        html: '',
        text: '',
        headers: {},
        attachments: [],
      };
      await t.deps.mailer.send(mail, `many-${at}-${count}`);
    }
    const seen: string[] = [];
    for (let next: string | undefined = '/admin/mailbox'; next; ) {
      const html: string = await (await t.get(next)).text();
      seen.push(...[...html.matchAll(/href="\/admin\/mailbox\/([0-9a-f-]{36})"/g)].map(([, one]) => one ?? ''));
      next = /rel="next" href="([^"]+)"/.exec(html)?.[1];
    }
    expect([seen.length, new Set(seen).size]).toEqual([121, 121]);
  });

  test('leaves a link to become somebody else to those who give rights', async () => {
    const organizer = await visitorAs(t, 'organizer');
    await t.app.request('/admin/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      body: formBody({ email: 'olive@example.org' }),
    });
    await t.runDueJobs();
    const [link] = await t.deps.db
      .select({ id: mailboxMails.id })
      .from(mailboxMails)
      .where(eq(mailboxMails.to, 'olive@example.org'));
    const paths = ['', '?view=text', '/html', '/attachments/0'].map((rest) => `/admin/mailbox/${link?.id}${rest}`);
    for (const path of paths) expect((await organizer.get(path)).status, path).toBe(404);
    expect((await t.get(paths[0] ?? '')).status).toBe(200);
    expect(await (await organizer.get('/admin/mailbox')).text()).not.toContain(String(link?.id));
    expect((await organizer.get(`/admin/mailbox/${id}/html`)).status).toBe(200);
  });

  test('leaves it out of the copy of their data too, which others may read', async () => {
    const contactId = uuidv7();
    await t.deps.db.insert(contacts).values({ id: contactId, email: 'olive@example.org', locale: 'fr' });
    const organizer = await visitorAs(t, 'organizer');
    for (const path of ['copy', 'copy.json'].map((rest) => `/admin/contacts/${contactId}/${rest}`)) {
      const copy = await organizer.get(path);
      expect([path, copy.status]).toEqual([path, 200]);
      expect(await copy.text()).not.toContain('/admin/sign-in/');
    }
  });

  test('says so when mail goes elsewhere', async () => {
    const elsewhere = await startSignedIn({ SMTP_URL: 'smtp://localhost:1', MAIL_FROM: 'a@example.org' });
    expect(await (await elsewhere.get('/admin/mailbox')).text()).toContain('Les courriels partent par SMTP');
    await elsewhere.close();
  });
});

test('the audit log shows each entry once, page after page', async () => {
  // Each is two entries: that it began, and how it ended.
  for (let count = 0; count < 30; count += 1) await (await t.get('/admin/contacts.csv')).text();
  const first = await (await t.get('/admin/audit')).text();
  const next = /rel="next" href="([^"]+)"/.exec(first)?.[1] ?? '';
  const second = await (await t.get(next)).text();
  const lines = (html: string) => html.match(/>(Contacts exportés|Exportation commencée)<\/td>/g)?.length;
  expect([lines(first), lines(second)]).toEqual([50, 10]);
  expect(second).toContain('Ligne de commande');
});
