import { type Context, Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { guardAdmin } from '../../src/organizers/guard-admin.tsx';
import { may, permissionOf, type Role, roles } from '../../src/organizers/permissions.ts';
import { routePermissions } from '../../src/organizers/route-permissions.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { signUp } from '../support/forms.ts';
import { origin, signIn } from './signed-in.ts';

let t: TestApp;
const cookies = new Map<Role | 'nobody', string>();

beforeAll(async () => {
  t = await startTest();
  for (const role of roles) {
    await addOrganizer(t.deps, { email: `${role}@example.org`, name: `The ${role}`, role });
    cookies.set(role, await signIn(t, `${role}@example.org`));
  }
  cookies.set('nobody', '');
  await addCampaign(t.deps);
  await signUp(t.app, { email: 'ada@contact.example', postalCode: 'H2X 1Y4' });
  await t.runDueJobs();
});

afterAll(async () => {
  await t.close();
});

/** Every handler under `/admin`, as registered: what is registered for all methods is middleware. */
function adminRoutes(app: Hono): { method: string; path: string }[] {
  const found = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/admin'));
  return [...new Map(found.map((route) => [`${route.method} ${route.path}`, route])).values()];
}

function withoutLine(app: Hono): string[] {
  return adminRoutes(app)
    .filter(({ method, path }) => permissionOf(method, path) === undefined)
    .map(({ method, path }) => `${method} ${path}`);
}

/** A path that a registered one matches: no such thing is there, so that a write which is let through changes nothing. */
const concrete = (path: string) =>
  path.replaceAll(/:locale\b/g, 'fr').replaceAll(/:\w+/g, '0198c0de-0000-7000-8000-000000000000');

const ask = async (who: Role | 'nobody', method: string, path: string) =>
  await t.app.request(concrete(path), { method, headers: { cookie: cookies.get(who) ?? '', origin } });

describe('the table of permissions', () => {
  test('has a line for every route under /admin, and no line without a route', () => {
    const routes = adminRoutes(t.app).map(({ method, path }) => `${method} ${path}`);
    expect(routes.length).toBeGreaterThan(20);
    expect(withoutLine(t.app)).toEqual([]);
    expect(Object.keys(routePermissions).filter((line) => !routes.includes(line))).toEqual([]);
  });

  test('a route that has no line is found', () => {
    const app = new Hono().route('/', t.app).get('/admin/brand-new', (c) => c.text('new'));
    expect(withoutLine(app)).toEqual(['GET /admin/brand-new']);
  });

  test('is what every route answers by, to every role', { timeout: 60_000 }, async () => {
    const wrong: string[] = [];
    for (const [line, permission] of Object.entries(routePermissions)) {
      const [method = '', path = ''] = line.split(' ');
      if (line === 'POST /admin/sign-out') continue;
      for (const role of roles) {
        const { status } = await ask(role, method, path);
        if ((status !== 403) !== may(role, permission)) wrong.push(`${role}: ${line} answers ${status}`);
      }
      const answer = await ask('nobody', method, path);
      const sentAway = answer.headers.get('location')?.startsWith('/admin/sign-in?') && (await answer.text()) === '';
      if (permission !== 'open' && !sentAway) wrong.push(`nobody: ${line} answers ${answer.status}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('the guard', () => {
  test('closes a route without a line to everyone', async () => {
    const app = new Hono();
    app.use('/admin/*', guardAdmin(t.deps));
    let reached = 0;
    const answer = (c: Context) => {
      reached += 1;
      return c.text('reached');
    };
    app.get('/admin/brand-new', answer);
    app.all('/admin/for-all', answer);
    for (const role of roles) {
      const headers = { cookie: cookies.get(role) ?? '' };
      expect((await app.request('/admin/brand-new', { headers })).status).toBe(403);
      expect((await app.request('/admin/for-all', { headers })).status).toBe(404);
    }
    expect((await app.request('/admin/brand-new')).status).toBe(303);
    expect(reached).toBe(0);
  });

  test('says whom a page is for and whom to ask', async () => {
    const answer = await ask('viewer', 'GET', '/admin/contacts');
    expect(answer.status).toBe(403);
    const html = await answer.text();
    expect(html).toContain('propriétaire, organisateur ou responsable local');
    expect(html).toContain('mailto:owner@example.org');
    expect(html).not.toContain('mailto:organizer@example.org');
  });

  test.each(roles)(
    'shows the %s no way to what is closed to them, wherever they go',
    { timeout: 60_000 },
    async (role) => {
      const waiting = ['/admin'];
      const met = new Map<string, number>();
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        if (met.has(path)) continue;
        const answer = await ask(role, 'GET', path);
        met.set(path, answer.status);
        if (!answer.headers.get('content-type')?.startsWith('text/html')) continue;
        const links = (await answer.text()).matchAll(/href="(\/admin[^"?#]*)/g);
        waiting.push(...[...links].map(([, href]) => href ?? '').filter((href) => !href.includes('/preview/')));
      }
      expect([...met].filter(([, status]) => status === 403)).toEqual([]);
      expect([...met.keys()].includes('/admin/mailbox')).toBe(may(role, 'people.read'));
      expect([...met.keys()].includes('/admin/organizers')).toBe(may(role, 'rights.manage'));
      expect([...met.keys()].includes('/admin/contacts.csv')).toBe(may(role, 'contacts.export'));
      expect(met.size).toBeGreaterThan(4);
    },
  );
});
