import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportCampaign } from '../../src/exports/export-campaign.ts';
import { exportWithPictures } from '../../src/exports/export-with-pictures.ts';
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { messages } from '../../src/locales/index.ts';
import { restorePicture } from '../../src/pictures/restore-picture.ts';
import { pictureFiles } from '../../src/pictures/table.ts';
import { type Desk, startDesk } from '../editor/desk.ts';
import { origin } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';

const t = messages('fr').editor.upload;
let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
  await addCampaign(desk.deps);
});
afterEach(() => desk.close());

test('a picture is turned upright, loses its metadata, and is shown on the page and in the card', async () => {
  const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#cc2200' } })
    .jpeg()
    .withExif({ IFD0: { Make: 'A camera that tells', Orientation: '6' } })
    .toBuffer();
  const sideways = await sharp(photo).withMetadata({ orientation: 6 }).toBuffer();
  const before = await card();
  const answer = await upload(sideways, { 'alt.fr': 'Un mur rouge', 'alt.en': 'A red wall' });
  expect(answer.status).toBe(303);
  const file = await exportCampaign(desk.deps.db, 'essai');
  expect(file?.settings.picture).toMatch(/^up-[0-9a-f]{16}-600x900\.jpg$/);
  expect(file?.texts.en?.pictureAlt).toBe('A red wall');
  for (const { bytes } of await desk.deps.db.select().from(pictureFiles)) {
    const { exif, orientation } = await sharp(bytes).metadata();
    expect({ exif, orientation: orientation ?? 1 }).toEqual({ exif: undefined, orientation: 1 });
  }
  const exported = await exportWithPictures(desk.deps, 'essai');
  const picture = exported?.pictures?.[0];
  const { data: encoded = '', name = '' } = picture ?? {};
  expect(name).toBe(file?.settings.picture);
  expect(await restorePicture(desk.deps, name, Buffer.from(encoded, 'base64'))).toBe(true);
  expect(await restorePicture(desk.deps, name, Buffer.from(encoded, 'base64').subarray(9))).toBe(false);
  const shown = async () => (await desk.app.request('/fr/essai')).text();
  await expect.poll(shown).toContain('<picture');
  const html = await shown();
  expect(html).toContain('alt="Un mur rouge"');
  const sources = [...html.matchAll(/\/pictures\/up-[^ "]+/g)].map(([url]) => url);
  expect(new Set(sources.map((url) => url.split('.').at(-1)))).toEqual(new Set(['avif', 'webp', 'jpg']));
  for (const url of new Set(sources)) {
    const served = await desk.app.request(url);
    expect(served.status).toBe(200);
    expect(served.headers.get('cache-control')).toContain('immutable');
    const { width } = await sharp(Buffer.from(await served.arrayBuffer())).metadata();
    expect(`${width}`).toBe(/-(\d+)w\./.exec(url)?.[1]);
  }
  const { data } = await sharp(await card())
    .raw()
    .toBuffer({ resolveWithObject: true });
  const reds = data.filter((value, index) => index % 3 === 0 && value > 180 && (data[index + 1] ?? 255) < 60).length;
  expect(reds).toBeGreaterThan(10_000);
  expect(before.equals(await card())).toBe(false);
}, 240_000);

test.each([
  ['nothing', Buffer.alloc(0), t.faults.none],
  ['a text named .jpg', Buffer.from('Bonjour, je suis une image.'), t.faults.kind],
  [
    'a drawing with a script',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    t.faults.kind,
  ],
])('%s is told beside its field, and the words are kept', async (_, bytes, sentence) => {
  const answer = await upload(bytes, { 'alt.fr': 'Mes mots', 'alt.en': 'My words' });
  expect(answer.status).toBe(422);
  const html = await answer.text();
  expect(html).toContain(sentence);
  expect(html).toContain('value="Mes mots"');
  expect(await desk.deps.db.$count(pictureFiles)).toBe(0);
});

test('a picture is the poster of the film that stands where it would', async () => {
  const photo = await sharp({ create: { width: 1300, height: 900, channels: 3, background: '#0055cc' } })
    .jpeg()
    .toBuffer();
  expect((await upload(photo, { 'alt.fr': 'Un mur bleu', 'alt.en': 'A blue wall' })).status).toBe(303);
  const file = await exportCampaign(desk.deps.db, 'essai');
  if (!file?.texts.fr) throw new Error('nothing was exported');
  const video = { file: 'marche.webm', captions: { fr: 'marche-fr.vtt' } };
  const changed = campaignFile.parse({
    ...file,
    settings: { ...file.settings, video, sections: ['headline', 'video', 'goal', 'form', 'sender', 'legal'] },
    texts: { fr: { ...file.texts.fr, video: 'Une marche' } },
  });
  await desk.deps.db.transaction((tx) => importCampaign(tx, changed, desk.clock.now()));
  const shown = async () => (await desk.app.request('/fr/essai')).text();
  await expect.poll(shown).toContain('<video');
  const poster = /<video[^>]* poster="([^"]+)"/.exec(await shown())?.[1] ?? '';
  const served = await desk.app.request(poster);
  expect(served.status, poster).toBe(200);
  const { width, format } = await sharp(Buffer.from(await served.arrayBuffer())).metadata();
  // Not the whole of it to whoever may never press play.
  expect([width, format]).toEqual([800, 'jpeg']);
});

test('a picture that was cut off, and one with far too many pixels, are told apart', async () => {
  const whole = await sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: '#0a5',
      noise: { type: 'gaussian', mean: 90, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer();
  const cut = await upload(whole.subarray(0, whole.length / 2), { 'alt.fr': 'a', 'alt.en': 'b' });
  expect(await cut.text()).toContain(t.faults.broken);
  const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  expect(bomb.byteLength).toBeLessThan(1_000_000);
  const burst = await upload(bomb, { 'alt.fr': 'a', 'alt.en': 'b' });
  expect(await burst.text()).toContain(t.faults.pixels);
}, 240_000);

test('without words for who does not see it, it is not taken; nor more than its weight, nor from another form', async () => {
  const small = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const wordless = await upload(small, { 'alt.fr': 'Blanc' });
  expect(wordless.status).toBe(422);
  expect(await wordless.text()).toContain(t.needsAlt);
  expect((await upload(Buffer.alloc(16 * 1024 * 1024), { 'alt.fr': 'a', 'alt.en': 'b' })).status).toBe(413);
  expect((await desk.olive.post('/admin/campaigns/essai/picture', { 'alt.fr': 'a' })).status).toBe(415);
});

async function upload(bytes: Uint8Array, words: Record<string, string>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(words)) body.append(name, value);
  body.append('upload', new File([Uint8Array.from(bytes)], 'photo.jpg', { type: 'image/jpeg' }));
  const sent = new Request(`${origin}/admin/campaigns/essai/picture`, { method: 'POST', body });
  const headers = { cookie: desk.cookie, origin, 'content-type': sent.headers.get('content-type') ?? '' };
  const content = await sent.arrayBuffer();
  const length = { 'content-length': String(content.byteLength) };
  return await desk.app.request('/admin/campaigns/essai/picture', {
    method: 'POST',
    headers: { ...headers, ...length },
    body: content,
  });
}

async function card(): Promise<Buffer> {
  return Buffer.from(await (await desk.app.request('/fr/essai/card.png')).arrayBuffer());
}
