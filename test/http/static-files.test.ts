import { afterAll, beforeAll, expect, test } from 'vitest';
import { asset } from '../../src/ui/assets.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

test.each([
  [
    'the version that it has here, may be kept for a year',
    asset('/css/admin.css'),
    'public, max-age=31536000, immutable',
  ],
  ['no version, for minutes', '/css/admin.css', 'public, max-age=300'],
  // A page that a newer or an older machine drew asks this one.
  ['a version that another machine has, not at all', '/css/admin.css?v=0123456789', 'no-store'],
])('a file that is asked for with %s', async (_, path, caching) => {
  const answer = await t.app.request(path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe(caching);
});
