import { randomInt, randomUUID } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { signInMinutes } from './form.ts';
import {
  organizerAccounts,
  organizerPasskeys,
  organizerSessions,
  organizers,
  organizerTwoFactors,
  organizerVerifications,
} from './table.ts';

/**
 * What the library says when it refuses something: `code` is its name for the reason. Undefined for what is no refusal.
 */
export function refusalOf(error: unknown): { code: string } | undefined {
  if (!(error instanceof Error) || error.name !== 'APIError' || !('body' in error)) return undefined;
  const { body } = error;
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  return { code: typeof code === 'string' ? code : '' };
}

/** What is opened once and then shared. */
export type Auth = Awaited<ReturnType<typeof build>>;

/** The cookie that carries a session; better-auth puts `__Secure-` before it on https. */
export const sessionCookie = 'terrain.session_token';

/** What makes a session that needs no further proof: a code that was right, a passkey. */
const provesTwice = new Set(['/two-factor/verify-totp', '/passkey/verify-authentication']);

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
  const [{ betterAuth }, { APIError }, { drizzleAdapter }, { magicLink }, { twoFactor }, { passkey }] =
    await Promise.all([
      import('better-auth/minimal'),
      import('better-auth/api'),
      import('better-auth/adapters/drizzle'),
      import('better-auth/plugins/magic-link'),
      import('better-auth/plugins/two-factor'),
      import('@better-auth/passkey'),
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
        twoFactor: organizerTwoFactors,
        passkey: organizerPasskeys,
      },
    }),
    rateLimit: { enabled: false },
    user: { additionalFields: { role: { type: 'string', input: false } } },
    session: {
      expiresIn: 7 * 24 * 60 * 60,
      updateAge: 24 * 60 * 60,
      additionalFields: { secondFactorAt: { type: 'date', required: false, input: false } },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (_, context) =>
            provesTwice.has(context?.path ?? '') ? { data: { secondFactorAt: new Date() } } : undefined,
        },
      },
    },
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
      // Nobody here has a password that could be asked for once more.
      twoFactor({
        issuer: `Terrain (${new URL(config.baseUrl).host})`,
        allowPasswordless: true,
        backupCodeOptions: { customBackupCodesGenerate: makeRecoveryCodes },
      }),
      passkey({
        rpName: 'Terrain',
        origin: new URL(config.baseUrl).origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: ({ verification }) => {
            if (!verification.registrationInfo?.userVerified) throw new APIError('BAD_REQUEST');
          },
        },
        authentication: {
          // A device, and its owner's finger, face or code: two proofs. Without the second it is none.
          afterVerification: ({ verification }) => {
            if (!verification.authenticationInfo.userVerified) throw new APIError('UNAUTHORIZED');
          },
        },
      }),
    ],
  });
}

/** Ten codes that can be copied by hand from paper: no capitals, and nothing that looks like something else. 49 bits each. */
function makeRecoveryCodes(): string[] {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const word = () => Array.from({ length: 5 }, () => letters.charAt(randomInt(letters.length))).join('');
  return Array.from({ length: 10 }, () => `${word()}-${word()}`);
}
