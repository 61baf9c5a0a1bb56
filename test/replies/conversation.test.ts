import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { joinAndConfirm, mailsOf, namesOf, skipped, wait } from '../followups/inbox.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { formBody } from '../support/forms.ts';
import { aLetter, receive, replyEnv, replyTo } from './letters.ts';

let t: SignedInTest;
beforeEach(async () => {
  t = await startSignedIn(replyEnv);
  await addCampaign(t.deps);
});
afterEach(() => t.close());

async function send(path: string, fields: Record<string, string>): Promise<Response> {
  return await t.app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: t.cookie, origin: 'http://localhost:3000' },
    body: formBody(fields),
  });
}

async function theConversation(): Promise<{ id: string; waits: boolean }> {
  const [row] = await t.deps.db.$client<{ id: string; waits: boolean }[]>`
    select id, waiting_since is not null as waits from conversations`;
  if (!row) throw new Error('there is no conversation');
  return row;
}

async function kept(to: string) {
  return [
    ...(await t.deps.db.$client`select subject, text, html, headers from mailbox_mails where "to" = ${to} order by id`),
  ];
}

async function idIn(path: string): Promise<string> {
  const html = await (await t.get(path)).text();
  const id = /action="\/admin\/conversations\/[^"]+\/answers"><input type="hidden" name="id" value="([^"]+)"/.exec(
    html,
  );
  if (!id?.[1]) throw new Error(`no answer can be written on ${path}`);
  return id[1];
}

/** What a server says of a mail that it could not deliver (RFC 3464). */
function aReport(replyTo: string): Buffer {
  const status = 'Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.2.2';
  const lines = [
    ...[
      'From: MAILER-DAEMON@mx.example.org',
      'To: terrain@terrain.example',
      'Subject: Undelivered',
      'Message-ID: <r@mx>',
    ],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b1', '', '--b1'],
    ...['Content-Type: message/delivery-status', '', status, 'Diagnostic-Code: smtp; 554 mailbox full', '--b1'],
    ...['Content-Type: text/rfc822-headers', '', `Reply-To: ${replyTo}`, 'Subject: Re: x', '--b1--', ''],
  ];
  return Buffer.from(lines.join('\n').replaceAll('\n', '\r\n'));
}

describe('a person who answers a mail', () => {
  test('stands on the timeline, ends the sequence, has the owner told, and is answered in the same thread', async () => {
    await joinAndConfirm(t);
    const welcome = (await mailsOf(t)).find(({ name }) => name === 'welcome');
    const address = await replyTo(t);
    expect(welcome?.headers['Reply-To']).toBe(address);
    const text = 'Oui, je viens !\n\nLe 3 juin 2026 à 10:00, Démo <x@example.org> a écrit :\n> Bonjour Ada';
    expect(await receive(t, aLetter({ to: address, text, id: 'first@example.org' }))).toBe('kept');
    await t.runDueJobs();

    const conversation = await theConversation();
    expect(conversation.waits).toBe(true);
    const told = await kept('olive@example.org');
    expect(told.map(({ subject }) => subject)).toEqual(['Ada vous a répondu']);
    expect(told[0]?.text).not.toContain('je viens');
    const list = await (await t.get('/admin/conversations?lang=fr')).text();
    expect(list).toContain('Oui, je viens !');
    expect(list).not.toContain('Bonjour Ada');

    expect(await (await t.get('/admin?lang=fr')).text()).toContain('Une conversation attend une réponse');

    const page = `/admin/conversations/${conversation.id}`;
    const id = await idIn(page);
    const seen = t.clock.now().toISOString();
    const answer = { id, seen, text: 'À samedi,\n\ndevant le <parc> !', back: 'conversation' };
    for (let twice = 0; twice < 2; twice++) expect((await send(`${page}/answers`, answer)).status).toBe(303);
    await t.runDueJobs();
    const [mail] = (await kept('ada@example.org')).filter(({ subject }) => String(subject).startsWith('Re:'));
    expect(mail?.subject).toBe('Re: Bonjour Ada');
    expect(mail?.text).toMatch(/^À samedi,\n\ndevant le <parc> !\n\n-- \nOlive\nDémo\n/);
    expect(mail?.html).toContain('devant le &lt;parc&gt; !');
    expect(mail?.headers).toMatchObject({ 'In-Reply-To': '<first@example.org>', References: '<first@example.org>' });
    expect(await kept('ada@example.org')).toHaveLength(3);

    expect((await theConversation()).waits).toBe(false);
    const [clock] = await t.deps.db.$client`select ending from contact_clocks`;
    expect(clock?.ending).toBe('answered');
    await wait(t, 49);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
    expect(await skipped(t)).toEqual(['act: replied']);

    // What is answered to the answer comes back to the same conversation.
    const again = String(mail?.headers['Reply-To']);
    expect(await receive(t, aLetter({ to: again, text: 'Parfait.' }))).toBe('kept');
    expect(await theConversation()).toEqual({ id: conversation.id, waits: true });
    const [contact] = await t.deps.db.$client`select id from contacts where email = 'ada@example.org'`;
    const dossier = await (await t.get(`/admin/contacts/${contact?.id}?lang=fr`)).text();
    for (const words of ['Oui, je viens !', 'Parfait.', 'devant le &lt;parc&gt; !', 'Texte cité'])
      expect(dossier).toContain(words);
  });

  test('is here once, however often the mail is delivered', async () => {
    await joinAndConfirm(t);
    const letter = aLetter({ to: await replyTo(t) });
    expect(await Promise.all([receive(t, letter), receive(t, letter)])).toEqual(
      expect.arrayContaining(['kept', 'known']),
    );
    expect(await receive(t, letter)).toBe('known');
    expect(await t.deps.db.$client`select id from replies`).toHaveLength(1);
  });

  test('has the owner told once an hour, and nobody once it is answered', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    for (let nth = 0; nth < 3; nth++) {
      await receive(t, aLetter({ to }));
      await t.runDueJobs();
    }
    expect(await kept('olive@example.org')).toHaveLength(1);
    await receive(t, aLetter({ to }));
    await send(`/admin/conversations/${(await theConversation()).id}/close`, {
      seen: t.clock.now().toISOString(),
      back: 'conversation',
    });
    t.clock.advance(2 * 3_600_000);
    await t.runDueJobs();
    expect(await kept('olive@example.org')).toHaveLength(1);
    await receive(t, aLetter({ to }));
    await t.runDueJobs();
    expect(await kept('olive@example.org')).toHaveLength(2);
  });

  test('has the owner told again within the hour where the first mail was answered', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    await receive(t, aLetter({ to }));
    await t.runDueJobs();
    const seen = t.clock.now().toISOString();
    await send(`/admin/conversations/${(await theConversation()).id}/close`, { seen, back: 'conversation' });
    t.clock.advance(60_000);
    for (let twice = 0; twice < 2; twice++) {
      await receive(t, aLetter({ to }));
      await t.runDueJobs();
    }
    expect(await kept('olive@example.org')).toHaveLength(2);
  });
});

describe('what comes while an organizer writes', () => {
  test('goes on waiting, for nobody has read it', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    await receive(t, aLetter({ to, text: 'Oui' }));
    const page = `/admin/conversations/${(await theConversation()).id}`;
    const html = await (await t.get(page)).text();
    const [, id = ''] = /name="id" value="([^"]+)"/.exec(html) ?? [];
    const [, seen = ''] = /name="seen" value="([^"]+)"/.exec(html) ?? [];
    t.clock.advance(1_000);
    await receive(t, aLetter({ to, text: 'Ou plutôt non' }));
    t.clock.advance(1_000);
    await send(`${page}/answers`, { id, seen, text: 'Bien.', back: 'conversation' });
    expect((await theConversation()).waits).toBe(true);
    await send(`${page}/close`, { seen, back: 'conversation' });
    expect((await theConversation()).waits).toBe(true);
    await send(`${page}/close`, { seen: t.clock.now().toISOString(), back: 'conversation' });
    expect((await theConversation()).waits).toBe(false);
  });

  test('that is other words in a page that was gone back to is another answer; the same words are one', async () => {
    await joinAndConfirm(t);
    await receive(t, aLetter({ to: await replyTo(t), text: 'Oui' }));
    const page = `/admin/conversations/${(await theConversation()).id}`;
    const id = await idIn(page);
    const seen = t.clock.now().toISOString();
    for (const text of ['Bien.', 'Bien.', 'Ou samedi ?']) {
      await send(`${page}/answers`, { id, seen, text, back: 'conversation' });
    }
    expect(await t.deps.db.$client`select body from answers order by at, body`).toEqual([
      { body: 'Bien.' },
      { body: 'Ou samedi ?' },
    ]);
  });
});

describe('an answer that comes back', () => {
  test('is shown as not sent, and the contact waits again', async () => {
    await joinAndConfirm(t);
    await receive(t, aLetter({ to: await replyTo(t), text: 'Oui' }));
    const page = `/admin/conversations/${(await theConversation()).id}`;
    const id = await idIn(page);
    const seen = t.clock.now().toISOString();
    await send(`${page}/answers`, { id, seen, text: 'Bien.', back: 'conversation' });
    await t.runDueJobs();
    expect((await theConversation()).waits).toBe(false);
    const [mail] = await t.deps.db.$client`
      select headers from mailbox_mails where key in (select id::text from answers)`;
    t.clock.advance(60_000);
    expect(await receive(t, aReport(String(mail?.headers['Reply-To'])))).toBe('kept');
    expect(await t.deps.db.$client`select state, reason from answers`).toEqual([
      { state: 'failed', reason: '5.2.2 554 mailbox full' },
    ]);
    expect((await theConversation()).waits).toBe(true);
    expect(await t.deps.db.$client`select email from suppressions`).toEqual([]);
  });
});

describe('STOP', () => {
  test('leaves as the unsubscribe page does, with its own source and words, and waits for nobody', async () => {
    await joinAndConfirm(t);
    await receive(t, aLetter({ to: await replyTo(t), text: 'STOP\n\nEnvoyé de mon iPhone' }));
    await t.runDueJobs();
    const [last] = await t.deps.db
      .$client`select action, source, wording from consents order by at desc, id desc limit 1`;
    expect(last).toEqual({ action: 'withdrawn', source: 'reply', wording: 'STOP' });
    expect((await theConversation()).waits).toBe(false);
    expect(await kept('olive@example.org')).toEqual([]);
    await wait(t, 49);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
  });

  test('in what is quoted, or from another address, unsubscribes nobody', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    await receive(t, aLetter({ to, text: 'D’accord\n\n> STOP' }));
    await receive(t, aLetter({ to, text: 'STOP', from: 'Eve <eve@example.net>' }));
    expect(await t.deps.db.$client`select id from consents where action = 'withdrawn'`).toEqual([]);
    const html = await (await t.get(`/admin/conversations/${(await theConversation()).id}?lang=fr`)).text();
    expect(html).toContain('Envoyé de eve@example.net, qui n’est pas l’adresse');
    expect(html).toContain('Ce mot demande de désabonner quelqu’un, mais ne vient pas de l’adresse');
    expect(html.indexOf('D’accord')).toBeLessThan(html.indexOf('eve@example.net'));
  });

  test('in the subject leaves too, and the subject stands in the ledger', async () => {
    await joinAndConfirm(t);
    await receive(t, aLetter({ to: await replyTo(t), subject: '=?utf-8?Q?D=C3=A9sabonnement?=', text: 'Merci, Ada' }));
    const left = await t.deps.db.$client`select source, wording from consents where action = 'withdrawn'`;
    expect([...left]).toEqual([{ source: 'reply', wording: 'Désabonnement\nMerci, Ada' }]);
  });

  test('among other words is for an organizer to read, with one click', async () => {
    await joinAndConfirm(t);
    const text = 'Bonjour, je déménage à Rimouski cet été, pourriez-vous me désabonner de la liste du quartier ?';
    await receive(t, aLetter({ to: await replyTo(t), text }));
    const { id } = await theConversation();
    const [reply] = await t.deps.db.$client`select id, wish from replies`;
    expect(reply?.wish).toBe('maybe');
    for (let twice = 0; twice < 2; twice++)
      expect((await send(`/admin/conversations/${id}/wishes/${reply?.id}`, { wish: 'leave' })).status).toBe(303);
    const left = await t.deps.db.$client`select source, wording from consents where action = 'withdrawn'`;
    expect([...left]).toEqual([{ source: 'reply-read', wording: text }]);
  });
});

describe('a reply in which no wish was read', () => {
  const wishes = async () => {
    const { id } = await theConversation();
    const [reply] = await t.deps.db.$client`select id from replies`;
    const html = await (await t.get(`/admin/conversations/${id}?lang=fr`)).text();
    return { path: `/admin/conversations/${id}/wishes/${reply?.id}`, html };
  };

  test('offers to unsubscribe whoever wrote it all the same', async () => {
    await joinAndConfirm(t);
    await receive(t, aLetter({ to: await replyTo(t), text: 'Laissez-moi tranquille' }));
    const { path, html } = await wishes();
    expect(html).toContain('Désabonner Ada');
    expect(html).not.toContain('Cette personne veut peut-être');
    await send(path, { wish: 'stay' });
    expect((await wishes()).html).toContain('Désabonner Ada');
    for (let twice = 0; twice < 2; twice++) expect((await send(path, { wish: 'leave' })).status).toBe(303);
    const left = await t.deps.db.$client`select source, wording from consents where action = 'withdrawn'`;
    expect([...left]).toEqual([{ source: 'reply-read', wording: 'Laissez-moi tranquille' }]);
    expect((await wishes()).html).not.toContain('Désabonner Ada');
  });

  test('offers nothing where a program sent it', async () => {
    await joinAndConfirm(t);
    await receive(t, aLetter({ to: await replyTo(t), headers: 'Auto-Submitted: auto-replied\n' }));
    const { path, html } = await wishes();
    expect(html).not.toContain('Désabonner Ada');
    await send(path, { wish: 'leave' });
    expect(await t.deps.db.$client`select id from consents where action = 'withdrawn'`).toEqual([]);
  });
});

describe('what no person wrote', () => {
  test('is kept, stops nothing, waits for nobody and tells nobody', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    const headers = 'Auto-Submitted: auto-replied\n';
    await receive(t, aLetter({ to, headers, subject: 'Absence', text: 'Je suis en vacances. STOP' }));
    await t.runDueJobs();
    expect((await theConversation()).waits).toBe(false);
    expect(await kept('olive@example.org')).toEqual([]);
    expect(await t.deps.db.$client`select id from consents where action = 'withdrawn'`).toEqual([]);
    await wait(t, 49);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'act']);
  });

  test('is not kept beyond forty a day in one conversation', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    for (let nth = 0; nth < 40; nth++) expect(await receive(t, aLetter({ to }))).toBe('kept');
    expect(await receive(t, aLetter({ to }))).toBe('too-many');
    t.clock.advance(25 * 3_600_000);
    expect(await receive(t, aLetter({ to }))).toBe('kept');
  });

  test('or nobody of ours is refused: a forged address, an erased contact', async () => {
    await joinAndConfirm(t);
    const to = await replyTo(t);
    expect(await receive(t, aLetter({ to: to.replace(/.@/, (end) => (end === 'a@' ? 'e@' : 'a@')) }))).toBe('not-ours');
    expect(await receive(t, aLetter({ to: 'replies@terrain.example' }))).toBe('not-ours');
    await t.deps.db.$client`update contacts set erased_at = now()`;
    expect(await receive(t, aLetter({ to }))).toBe('gone');
    expect(await t.deps.db.$client`select id from replies`).toEqual([]);
  });
});
