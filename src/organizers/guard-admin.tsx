import type { Context, MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { matchedRoutes } from 'hono/route';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { may, mayWhileOwing, type Permission, permissionOf } from './permissions.ts';
import { listOwners } from './queries.ts';
import { readSession } from './read-session.ts';
import { RefusedPage } from './refused-pages.tsx';

/**
 * Stands before every route under `/admin` and asks the table of permissions. What the table does not name is closed to
 * everyone, so that a route without a line is found when it is first tried and not when it is first abused.
 */
export function guardAdmin(deps: Deps): MiddlewareHandler<AdminEnv> {
  const signedIn = requireOrganizer(deps.config, (headers) => readSession(deps, headers));
  return async (c, next) => {
    // The first is the one that answers. Registered for all methods is middleware; a handler never is.
    const route = matchedRoutes(c).find(({ method, path }) => method !== 'ALL' && /^\/admin(?:[/.]|$)/.test(path));
    if (!route) return await c.notFound();
    const permission = permissionOf(route.method, route.path);
    if (permission === 'open') return await next();
    const allowed: MiddlewareHandler<AdminEnv> = async (inner, go) => {
      const { role, owes } = inner.get('organizer');
      if (permission === undefined || !may(role, permission)) return await refuse(deps, inner, permission);
      if (owes && !mayWhileOwing(owes, permission)) return seeOther(inner, secondFactorPath(inner, owes));
      return await go();
    };
    return await every(signedIn, allowed)(c, next);
  };
}

function secondFactorPath(c: Context, owes: 'proof' | 'set-up'): string {
  if (owes === 'set-up') return '/admin/second-factor/set-up';
  const { pathname, search } = new URL(c.req.url);
  const next = c.req.method === 'GET' && pathname !== '/admin' ? pathname + search : undefined;
  return `/admin/second-factor${next === undefined ? '' : `?${new URLSearchParams({ next })}`}`;
}

async function refuse(deps: Deps, c: Context<AdminEnv>, permission: Permission | undefined): Promise<Response> {
  const organizer = c.get('organizer');
  const shared = { locale: c.get('locale'), path: c.req.method === 'GET' ? c.req.path : '/admin', organizer };
  return await personalPage(
    c,
    <RefusedPage {...shared} permission={permission} owners={await listOwners(deps.db)} />,
    403,
  );
}
