import { z } from 'zod';

/** How long a mailed link can be used, in minutes. */
export const signInMinutes = 15;

const address = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.email().max(254));

/** An organizer's address in lower case; undefined when it is none. */
export function readAddress(typed: string): string | undefined {
  return address.safeParse(typed).data;
}

/** Where to go after signing in: a path under `/admin` of this site, `/admin` for anything else. */
export function readNext(typed: string | undefined): string {
  if (!typed || !/^\/admin(?:[/?.]|$)/.test(typed)) return '/admin';
  // What a URL parser makes of it counts, not what it looks like: `/admin/..//evil.example`, back-slashes, tabs.
  const origin = 'http://same.site';
  const url = URL.parse(typed, origin);
  if (url?.origin !== origin || !/^\/admin(?:[/.]|$)/.test(url.pathname)) return '/admin';
  return url.pathname.startsWith('/admin/sign-in') ? '/admin' : url.pathname + url.search;
}
