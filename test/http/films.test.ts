import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asset } from '../../src/ui/assets.ts';
import { startTest, type TestApp } from '../support/app.ts';

const film = readFileSync('public/videos/marche.webm');
let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

const ask = (path: string, headers: Record<string, string> = {}) => t.app.request(path, { headers });

describe('a film', () => {
  test('comes whole to whoever asks for all of it', async () => {
    const answer = await ask(asset('/videos/marche.webm'));
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/webm',
      'accept-ranges': 'bytes',
      'content-length': String(film.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(film)).toBe(true);
  });

  test.each([
    ['bytes=0-1', 0, 1],
    ['bytes=1000-', 1000, film.length - 1],
    ['bytes=-500', film.length - 500, film.length - 1],
  ])('comes in the piece that a player asks for: %s', async (range, start, end) => {
    const answer = await ask('/videos/marche.webm', { range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${film.length}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(film.subarray(start, end + 1))).toBe(true);
  });

  test('has none of what lies beyond its end', async () => {
    const answer = await ask('/videos/marche.webm', { range: `bytes=${film.length}-` });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe(`bytes */${film.length}`);
  });

  test('has captions that a player reads', async () => {
    const answer = await ask('/videos/marche-fr.vtt');
    expect(answer.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect(await answer.text()).toMatch(/^WEBVTT\n/);
  });

  test.each(['/videos/none.webm', '/videos/..%2fjs%2fterrain.js', '/videos/%2e%2e/%2e%2e/package.json'])(
    '%s is not there',
    async (path) => {
      expect((await ask(path)).status).toBe(404);
    },
  );
});
