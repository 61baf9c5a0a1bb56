import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { startTest, type TestApp } from '../support/app.ts';

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
