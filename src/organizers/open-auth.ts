import { randomUUID } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { signInMinutes } from './form.ts';
import { organizerAccounts, organizerSessions, organizers, organizerVerifications } from './table.ts';

/** What is opened once and then shared. */
export type Auth = Awaited<ReturnType<typeof build>>;

/** The cookie that carries a session; better-auth puts `__Secure-` before it on https. */
export const sessionCookie = 'terrain.session_token';

const opened = new WeakMap<Deps, Promise<Auth>>();

/**
 * The library that signs organizers in, loaded when it is first needed: a process that only serves citizens never
 * holds it in memory. Its own HTTP routes are not mounted, for its link signs in with a GET; we call its functions.
 */
export function openAuth(deps: Deps): Promise<Auth> {
  const auth = opened.get(deps) ?? build(deps);
  opened.set(deps, auth);
  return auth;
}

async function build({ config, db, log }: Deps) {
  const [{ betterAuth }, { drizzleAdapter }, { magicLink }] = await Promise.all([
    import('better-auth/minimal'),
    import('better-auth/adapters/drizzle'),
    import('better-auth/plugins/magic-link'),
  ]);
  return betterAuth({
    appName: 'Terrain',
    baseURL: config.baseUrl,
    basePath: '/admin/auth',
    secret: config.secret,
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level]({ from: 'better-auth' }, message) },
    database: drizzleAdapter(db, {
      provider: 'pg',
      schema: {
        user: organizers,
        session: organizerSessions,
        account: organizerAccounts,
        verification: organizerVerifications,
      },
    }),
    rateLimit: { enabled: false },
    session: { expiresIn: 7 * 24 * 60 * 60, updateAge: 24 * 60 * 60 },
    advanced: {
      cookiePrefix: 'terrain',
      useSecureCookies: config.baseUrl.startsWith('https:'),
      defaultCookieAttributes: { path: '/admin', sameSite: 'lax', httpOnly: true },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => randomUUID() },
    },
    plugins: [
      magicLink({
        expiresIn: signInMinutes * 60,
        disableSignUp: true,
        storeToken: 'hashed',
        sendMagicLink: ({ token, metadata }) => {
          if (typeof metadata?.receive === 'function') metadata.receive(token);
        },
      }),
    ],
  });
}
