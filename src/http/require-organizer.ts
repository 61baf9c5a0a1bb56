import type { Context, MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { AppError } from '../errors.ts';
import { isLocale, type Locale } from '../locales/index.ts';
import { seeOther } from './respond.ts';
import { visitorLocale } from './visitor-locale.ts';

/** Who is signed in. */
export type SignedInOrganizer = {
  id: string;
  name: string;
  email: string;
  role: 'owner' | 'organizer' | 'leader' | 'viewer';
  /** How many people wait for their answer. */
  waiting: number;
  /** Which of their sessions this is. */
  sessionId: string;
  /** What this session owes before anything else: a second proof, or to set one up; undefined: nothing. */
  owes: 'proof' | 'set-up' | undefined;
  /** Whether a page, by its path as registered (`/admin/contacts/:id`), is open to them: no link leads to a refusal. */
  mayOpen(path: string): boolean;
};

/** What organizers' handlers find in their context. */
export type AdminEnv = { Variables: { locale: Locale; organizer: SignedInOrganizer } };

/** Finds whose session a request belongs to; `setCookies` prolong it. */
export type FindSession = (
  headers: Headers,
) => Promise<{ organizer: SignedInOrganizer; setCookies: string[] } | undefined>;

type Site = { baseUrl: string; defaultLocale: Locale };

/**
 * What stands before every organizers' handler: the language, no form from another site, and nobody who is not signed
 * in. They are sent to sign in and come back to where they were going. Where it stood before already, it lets pass.
 */
export function requireOrganizer(site: Site, find: FindSession): MiddlewareHandler<AdminEnv> {
  const signedIn: MiddlewareHandler<AdminEnv> = async (c, next) => {
    const session = await find(c.req.raw.headers);
    if (!session) return seeOther(c, signInPath(c));
    for (const cookie of session.setCookies) c.header('set-cookie', cookie, { append: true });
    c.set('organizer', session.organizer);
    return await next();
  };
  const guard = every(chooseLocale(site), refuseForeignForms(site), signedIn);
  return async (c, next) => (c.get('organizer') === undefined ? await guard(c, next) : await next());
}

function signInPath(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  const back = c.req.method === 'GET' && pathname !== '/admin' ? pathname + search : undefined;
  return `/admin/sign-in?${new URLSearchParams({ ...(back ? { next: back } : {}), ended: '1' })}`;
}

/**
 * Refuses a form that another site sent (Origin, Sec-Fetch-Site). Behind a proxy our own origin is `baseUrl`'s. Every
 * browser sends one of the two with a form; what sends neither is no browser and carries nobody's session by itself.
 */
export function refuseForeignForms({ baseUrl }: Pick<Site, 'baseUrl'>): MiddlewareHandler {
  const own = new URL(baseUrl).origin;
  const check = csrf({ origin: (origin, c) => origin === own || origin === new URL(c.req.url).origin });
  return async (c, next) => {
    if (c.req.header('origin') === undefined && c.req.header('sec-fetch-site') === undefined) return await next();
    try {
      await check(c, async () => {});
    } catch (cause) {
      throw new AppError('forbidden', 'the form came from another site', { cause });
    }
    return await next();
  };
}

/** Chooses the language: `?lang`, which is remembered, then what was remembered, then the browser's. */
export function chooseLocale({ baseUrl, defaultLocale }: Site): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const asked = c.req.query('lang');
    const kept = getCookie(c, 'lang');
    if (isLocale(asked)) {
      const secure = baseUrl.startsWith('https:');
      setCookie(c, 'lang', asked, { path: '/admin', maxAge: 365 * 86_400, sameSite: 'Lax', httpOnly: true, secure });
      c.set('locale', asked);
    } else {
      c.set('locale', isLocale(kept) ? kept : visitorLocale(c, defaultLocale));
    }
    return await next();
  };
}
