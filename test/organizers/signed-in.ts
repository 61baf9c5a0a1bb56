import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import type { Role } from '../../src/organizers/permissions.ts';
import { findOrganizer } from '../../src/organizers/queries.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { formBody } from '../support/forms.ts';

/** An application with someone signed in; `get` carries the session. */
export type SignedInTest = TestApp & {
  cookie: string;
  organizerId: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
};

export const origin = 'http://localhost:3000';

/** Starts the application with one organizer, signed in through a link as a person is. */
export async function startSignedIn(env: Record<string, string> = {}): Promise<SignedInTest> {
  const t = await startTest({ env });
  await addOrganizer(t.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  const cookie = await signIn(t, 'olive@example.org');
  const [organizer] = await t.deps.db.$client<{ id: string }[]>`select id from organizers`;
  if (!organizer) throw new Error('there is no organizer');
  return {
    ...t,
    cookie,
    organizerId: organizer.id,
    get: async (path, headers = {}) => await t.app.request(path, { headers: { cookie, ...headers } }),
  };
}

/** Presses the button behind a fresh link and returns the session's cookie. */
export async function signIn({ deps, app }: Pick<TestApp, 'deps' | 'app'>, email: string): Promise<string> {
  const link = new URL(await createSignInLink(deps, email));
  const answer = await app.request(link.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    body: '',
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  if (answer.status !== 303 || cookie === '') throw new Error(`not signed in: ${answer.status}`);
  return cookie;
}

/** What a role's session can do: ask, and send forms. */
export type Visitor = {
  id: string;
  email: string;
  cookie: string;
  get(path: string): Promise<Response>;
  post(path: string, fields?: Record<string, string | string[]>): Promise<Response>;
};

/** Adds someone of a role, and signs them in. */
export async function visitorAs(t: TestApp, role: Role, email = `${role}@example.org`): Promise<Visitor> {
  await addOrganizer(t.deps, { email, name: `Name of ${email}`, role });
  return await visitor(t, email);
}

/** Signs an organizer in once more. */
export async function visitor(t: TestApp, email: string): Promise<Visitor> {
  const cookie = await signIn(t, email);
  const organizer = await findOrganizer(t.deps.db, email);
  if (!organizer) throw new Error(`no organizer has the address ${email}`);
  return {
    id: organizer.id,
    email,
    cookie,
    get: async (path) => await t.app.request(path, { headers: { cookie } }),
    post: async (path, fields = {}) =>
      await t.app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin, cookie },
        body: formBody(fields),
      }),
  };
}

/** What the audit log says, oldest first: action, who, how many. */
export async function auditLog({ deps }: TestApp, action: string) {
  return await deps.db.$client<{ organizerId: string | null; detail: Record<string, unknown>; count: number | null }[]>`
    select organizer_id as "organizerId", detail, count from audit_entries where action = ${action} order by id`;
}
