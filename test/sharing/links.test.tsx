import { imageSize } from 'image-size';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printedWidth, qrSvg, qrUrl } from '../../src/sharing/qr.ts';
import { ShareBox } from '../../src/ui/share-box.tsx';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';

const baseUrl = 'http://localhost:3000';
let t: SignedInTest;

beforeAll(async () => {
  t = await startSignedIn();
  await addCampaign(t.deps);
  const { fr } = aCampaign().texts;
  if (!fr) throw new Error('the campaign speaks no French');
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft', texts: { fr: { ...fr, headline: '一次一扇门' } } });
});
afterAll(() => t.close());

describe('the box to share with', () => {
  const box = String(
    <ShareBox locale="fr" url={`${baseUrl}/fr/essai?by=AbC123`} title="L’essai & co" text="Viens « ici » #50%" />,
  );
  const links = [...box.matchAll(/href="([^"]+)"/g)].map(([, href]) => new URL((href ?? '').replaceAll('&amp;', '&')));

  test('passes the same link on in every way, and each says which way it was', () => {
    const inside = links.map((link) => decodeURIComponent(link.search));
    const carried = inside.map((query) => {
      const [url = ''] = /http:\/\/localhost:3000\S+/.exec(query) ?? [];
      const { pathname, searchParams } = new URL(url);
      return [pathname, ...searchParams.values()];
    });
    expect(carried).toEqual(
      ['whatsapp', 'facebook', 'x', 'bluesky', 'email'].map((way) => ['/fr/essai', 'AbC123', way, 'share']),
    );
    expect(box).toContain('value="http://localhost:3000/fr/essai?by=AbC123&amp;utm_source=link&amp;utm_medium=share"');
    expect(box).toContain(
      'data-share-url="http://localhost:3000/fr/essai?by=AbC123&amp;utm_source=native&amp;utm_medium',
    );
  });

  test('gives each service its words whole', () => {
    const [whatsapp, , x, bluesky, email] = links;
    for (const link of [whatsapp, x, bluesky]) expect(link?.searchParams.get('text')).toMatch(/^Viens « ici » #50%/);
    expect(email?.searchParams.get('subject')).toBe('L’essai & co');
    expect(email?.searchParams.get('body')).toMatch(/^Viens « ici » #50%\n\nhttp:/);
  });

  test('shows the code of the same link', () => {
    expect(box).toContain('src="/fr/essai/qr.svg?by=AbC123"');
  });
});

describe('a QR code', () => {
  const svg = async (path: string) => await (await t.app.request(path)).text();

  test('leads from a poster to the short address, and says that it was a poster', async () => {
    expect(qrUrl({ baseUrl, slug: 'essai', way: 'poster' })).toBe(
      `${baseUrl}/essai?utm_source=poster&utm_medium=print`,
    );
    expect(await svg('/fr/essai/poster-qr.svg')).toBe(await qrSvg(qrUrl({ baseUrl, slug: 'essai', way: 'poster' })));
  });

  test('carries a supporter’s code, and nothing else that stands in the query', async () => {
    const url = `${baseUrl}/essai?by=AbC-12_3&utm_source=qr&utm_medium=share`;
    expect(qrUrl({ baseUrl, slug: 'essai', way: 'qr', by: 'AbC-12_3' })).toBe(url);
    expect(await svg('/fr/essai/qr.svg?by=AbC-12_3&utm_source=other')).toBe(await qrSvg(url));
    const plain = await svg('/fr/essai/qr.svg');
    for (const by of ['', 'a b', 'x&y=z', '"><script>', 'a'.repeat(41)]) {
      expect(await svg(`/fr/essai/qr.svg?by=${encodeURIComponent(by)}`)).toBe(plain);
    }
  });

  test('is printed sharp: as PNG it has whole pixels for each square', async () => {
    const answer = await t.app.request('/fr/essai/poster-qr.png');
    expect(answer.headers.get('content-type')).toBe('image/png');
    const code = await svg('/fr/essai/poster-qr.svg');
    const squares = Number(/viewBox="0 0 (\d+) /.exec(code)?.[1]);
    const { width, height } = imageSize(new Uint8Array(await answer.arrayBuffer()));
    expect(width).toBe(height);
    expect(width).toBe(printedWidth(code));
    expect(width % squares).toBe(0);
    expect(width).toBeGreaterThanOrEqual(1_200);
  });

  test('of a draft or of no campaign there is none', async () => {
    for (const slug of ['brouillon', 'nulle-part']) {
      for (const file of ['qr.svg', 'poster-qr.svg', 'poster-qr.png', 'poster']) {
        expect((await t.app.request(`/fr/${slug}/${file}`)).status).toBe(404);
      }
    }
  });
});

describe('the poster', () => {
  test('is on the paper that the country prints on, unless another is asked for', async () => {
    const paper = async (query: string) => await (await t.app.request(`/fr/essai/poster${query}`)).text();
    expect(await paper('')).toContain('paper-letter');
    expect(await paper('?paper=a4')).toContain('paper-a4');
    expect(await paper('?paper=nonsense')).toContain('paper-letter');
  });
});

describe('what an organizer sees of sharing', () => {
  test('is asked for behind the sign-in', async () => {
    const answer = await t.app.request('/admin/sharing/essai');
    expect(answer.status).toBe(303);
  });

  test('leads to posters and codes in each language', async () => {
    expect(await (await t.get('/admin')).text()).toContain('href="/admin/sharing/essai"');
    const page = await (await t.get('/admin/sharing/essai')).text();
    for (const locale of ['fr', 'en']) {
      expect(page).toContain(`href="/${locale}/essai/poster?paper=a4"`);
      expect(page).toContain(`href="/${locale}/essai/poster-qr.png"`);
    }
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(2);
  });

  test('shows a draft’s card already, and says what could not be drawn in it', async () => {
    const page = await (await t.get('/admin/sharing/brouillon')).text();
    expect(page).toContain('src="data:image/png;base64,');
    expect(page).toContain('l’accroche, la photo');
    expect(page).not.toContain('/fr/brouillon/poster');
  });

  test('is nothing for a campaign that is not there', async () => {
    expect((await t.get('/admin/sharing/nulle-part')).status).toBe(404);
  });
});
