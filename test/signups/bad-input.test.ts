import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { drawForm, formBody, post } from '../support/forms.ts';

let t: TestApp;
let form: string;
beforeAll(async () => {
  t = await startTest();
  await addCampaign(t.deps);
  await addCampaign(t.deps, { slug: 'finie', status: 'closed' });
  await addCampaign(t.deps, { slug: 'cachee', status: 'draft' });
  form = await drawForm(t.app);
});
afterAll(async () => {
  expect(await countSignups(), 'something of all this was taken').toBe(0);
  await t.close();
});

const typed = { email: 'ada@example.org', firstName: 'Ada', consent: 'yes' };
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a campaign that takes nothing', () => {
  test.each([
    ['fr', 'Cette page n’est pas sur la carte'],
    ['en', 'page'],
  ])('an unknown one is a page in the visitor’s language (%s)', async (locale, words) => {
    for (const path of [`/${locale}/inconnue`, `/${locale}/cachee`]) {
      const seen = await t.app.request(path);
      expect(seen.status).toBe(404);
      const page = await seen.text();
      expect(page).toContain(`<html lang="${locale}-CA"`);
      expect(page).toContain(words);
      expect((await post(t.app, `${path}/signups`, { ...typed, form })).status).toBe(404);
    }
    const short = await t.app.request('/inconnue', { headers: { 'accept-language': `${locale}-CA,de;q=0.5` } });
    expect(short.status).toBe(404);
    expect(await short.text()).toContain(`<html lang="${locale}-CA"`);
  });

  test('a closed one says so, to who opens it and to who still had its form open', async () => {
    const seen = await t.app.request('/fr/finie');
    const sent = await post(t.app, '/fr/finie/signups', { ...typed, form });
    for (const answer of [seen, sent]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain('Cette campagne est terminée');
    }
  });

  test('one that is closed while its page is in memory is closed to the next who opens it', async () => {
    await addCampaign(t.deps, { slug: 'ferme', status: 'live' });
    expect((await t.app.request('/fr/ferme')).status).toBe(200);
    await addCampaign(t.deps, { slug: 'ferme', status: 'closed' });
    // A page may be a few seconds old, no more.
    await expect.poll(async () => (await t.app.request('/fr/ferme')).status, { timeout: 6_000 }).toBe(410);
    expect(await (await t.app.request('/fr/ferme')).text()).toContain('Cette campagne est terminée');
  });
});

describe('a body that is no form', () => {
  const large = formBody({ ...typed, question: 'x'.repeat(70_000) });

  test.each([
    ['with its length told', large],
    ['with its length not told', chunked(large)],
  ])('over 64 KB, %s, is too large', async (_how, body) => {
    const answer = await postRaw(body);
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('C’est un peu long pour nous');
  });

  test('just under 64 KB is read', async () => {
    const answer = await post(t.app, '/fr/essai/signups', { ...typed, form, email: 'x', question: 'x'.repeat(60_000) });
    expect(answer.status).toBe(422);
  });

  test.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', ''])(
    'of type “%s” is refused',
    async (type) => {
      const answer = await t.app.request('/fr/essai/signups', {
        method: 'POST',
        headers: { 'content-type': type },
        body: formBody({ ...typed, form }),
      });
      expect(answer.status).toBe(415);
      expect(await answer.text()).toContain('Cet envoi n’est pas arrivé comme un formulaire');
    },
  );

  test.each([
    ['an escape that is not UTF-8', `email=ada%40example.org&firstName=%FF&form=`],
    ['half an escape', `email=ada%40example.org&firstName=%4&form=`],
    ['an escaped surrogate', `email=ada%40example.org&firstName=%ED%A0%80&form=`],
    ['raw bytes that are not UTF-8', Buffer.from('email=a%40b.ca&firstName=\xff\xfe&form=', 'latin1')],
    ['the same in pieces', chunked(Buffer.from('email=a%40b.ca&firstName=\xff\xfe&form=', 'latin1'))],
  ])('with %s is refused, not mended', async (_what, body) => {
    const answer = await postRaw(body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Nous n’avons pas pu lire cet envoi');
  });

  test('that is empty, or has a thousand fields nobody asked for, is a form with answers missing', async () => {
    expect((await postRaw('')).status).toBe(422);
    const strange = Array.from({ length: 5_000 }, (_, n) => `__proto__=${n}&constructor=${n}`)
      .join('&')
      .slice(0, 60_000);
    expect((await postRaw(`${strange}&form=${form}`)).status).toBe(422);
  });
});

describe('a link that nobody signed', () => {
  const forged = Buffer.alloc(54, 7).toString('base64url');
  const paths = ['/c/', '/u/', '/s/', '/fr/essai/next/'];

  test.each(paths)('%s is refused with a sentence, to GET and to POST', async (path) => {
    for (const token of [forged, 'x', '..%2f..%2fetc', '%00', 'a'.repeat(5_000), form]) {
      for (const method of ['GET', 'POST']) {
        if (path === '/s/' && method === 'POST') continue;
        if (path.endsWith('next/') && method === 'POST') continue;
        const answer = await t.app.request(path + token, { method, headers: urlencoded });
        expect([answer.status, token.slice(0, 20)]).toEqual([403, token.slice(0, 20)]);
        expect(await answer.text()).toMatch(/Ce lien n’est pas valide/);
      }
    }
  });

  test.each([
    ['/s/TOKEN/bookings', { shift: 'x' }],
    ['/s/TOKEN/bookings/x/report', { answer: 'attended' }],
    ['/s/TOKEN/bookings/x/cancel', {}],
    ['/s/TOKEN/pledges/x/report', {}],
    ['/fr/essai/next/TOKEN/bookings', { shift: 'x' }],
    ['/fr/essai/next/TOKEN/pledge-report', { pledge: 'x' }],
  ])('POST %s acts for nobody', async (path, fields) => {
    expect((await post(t.app, path.replace('TOKEN', forged), fields)).status).toBe(403);
  });
});

async function postRaw(body: string | Uint8Array | ReadableStream<Uint8Array>): Promise<Response> {
  const streamed = body instanceof ReadableStream;
  const request = new Request('http://localhost:3000/fr/essai/signups', {
    method: 'POST',
    headers: { ...urlencoded, ...(streamed ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
    body: streamed || typeof body === 'string' ? body : new Uint8Array(body),
    ...(streamed ? { duplex: 'half' } : {}),
  });
  return await t.app.request(request);
}

/** A body in pieces of 10 KB, whose length nobody tells. */
function chunked(body: string | Buffer): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(body);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      controller.enqueue(new Uint8Array(bytes.subarray(sent, sent + 10_000)));
      sent += 10_000;
    },
  });
}

async function countSignups(): Promise<number> {
  const [row] = await t.deps.db.$client`select count(*)::int as count from signups`;
  return Number(row?.count);
}
