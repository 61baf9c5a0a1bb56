import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.tsx';
import { catalogueVersion, eventTypes } from '../../src/crm/webhooks/types.ts';
import { createDeps } from '../../src/deps.ts';
import { seedDemo } from '../../src/imports/seed-demo.ts';
import { type Locale, locales } from '../../src/locales/index.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aToken, call } from './calls.ts';

const run = promisify(execFile);
let t: TestApp;
let token: string;
beforeAll(async () => {
  t = await startTest();
  await seedDemo(t.deps);
  token = await aToken(t.deps);
});
afterAll(() => t.close());

describe.each(locales)('the description in %s', (locale: Locale) => {
  test('is an OpenAPI document whose every reference leads somewhere', async () => {
    const { status, body, text } = await read('/api/v1/openapi.json', locale);
    expect([status, body.openapi]).toEqual([200, '3.1.1']);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#([^"]+)"/g)) {
      const found = pointer
        .split('/')
        .slice(1)
        .reduce<unknown>((at, key) => Object(at)[key], body);
      expect(found, pointer).toBeTypeOf('object');
    }
    expect(Object.keys(Object(body.paths))).toEqual(['/api/v1/campaigns/{slug}', '/api/v1/campaigns/{slug}/signups']);
    expect(text).not.toMatch(/undefined|\[object/);
  });

  test('names every event that is sent, with the schema that its body is held to', async () => {
    const { body } = await read('/api/v1/openapi.json', locale);
    const { webhooks, components } = Object(body);
    expect(Object.keys(webhooks)).toEqual(eventTypes);
    for (const type of eventTypes) {
      const { post } = webhooks[type];
      expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual([
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
      ]);
      const name = post.requestBody.content['application/json'].schema.$ref.split('/').at(-1);
      expect(components.schemas[name].properties).toMatchObject({
        type: { const: type },
        version: { const: catalogueVersion },
        timestamp: { format: 'date-time' },
      });
    }
  });

  test('stands on the page for people, field by field', async () => {
    const { body } = await read('/api/v1/openapi.json', locale);
    const { text: page } = await read('/api/v1', locale);
    for (const name of ['Signup', 'Recorded', 'Campaign']) {
      const { properties } = Object(Object(Object(body.components).schemas)[name]);
      for (const field of Object.keys(properties)) expect(page).toContain(`<code>${field}</code>`);
    }
    expect(page).toContain('id="idempotency-key-reused"');
  });
});

describe('what a campaign says of itself', () => {
  test.each(['porte-a-porte', 'loyers-justes', 'paniers-solidaires'])(
    '%s: the example that it gives is taken',
    async (slug) => {
      const { body } = await read(`/api/v1/campaigns/${slug}`, 'fr');
      expect(body).toMatchObject({ slug, locale: 'fr', hiddenField: 'website' });
      expect(JSON.stringify(body)).not.toMatch(/undefined|null,"label/);
      const answer = await call(t.app, {
        to: `/api/v1/campaigns/${slug}/signups`,
        body: body.example,
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': slug },
      });
      expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    },
  );

  test('is what its form asks for, in the order of the page', async () => {
    const { body } = await read('/api/v1/campaigns/porte-a-porte', 'en');
    const page = await (await t.app.request('/en/porte-a-porte')).text();
    const drawn = [...page.matchAll(/<(?:input(?! type="hidden")|textarea|select)[^>]*? name="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    const fields = Object(body).fields.map(({ name }: { name: string }) => name);
    const consents = Object(body).consents.map(({ name }: { name: string }) => name);
    const own = [...new Set(drawn)].filter((name) => name !== 'website');
    expect(own).toEqual([...fields, ...consents]);
    for (const { wording } of Object(body).consents) expect(page).toContain(wording);
  });
});

test('the curl line on the page works when it is pasted, twice', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const deps = createDeps(
    { ...t.deps.config, baseUrl: `http://127.0.0.1:${port}` },
    { clock: t.clock, log: t.deps.log },
  );
  server.on('request', getRequestListener(createApp(deps).fetch));
  const page = await (await fetch(`http://127.0.0.1:${port}/api/v1?lang=en`)).text();
  const [, drawn = ''] = /<pre><code>([^<]+)<\/code>/.exec(page) ?? [];
  const lines = drawn.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&').split('\n');
  expect(lines[0]).toBe('TOKEN=$(npm run -s terrain -- api-key add essai)');
  const paste = () => run('sh', ['-c', lines.slice(1).join('\n')], { env: { ...process.env, TOKEN: token } });
  expect((await paste()).stdout).toMatch(/^HTTP\/1.1 201/);
  expect((await paste()).stdout).toMatch(/^HTTP\/1.1 200/);
  server.closeAllConnections();
  server.close();
  await deps.close();
});

function read(to: string, language: Locale) {
  return call(t.app, { method: 'GET', to, headers: { 'content-type': '', 'accept-language': language } });
}
