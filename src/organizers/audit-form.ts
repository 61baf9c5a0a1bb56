import { z } from 'zod';

/**
 * Which entries of the audit log. `who`: an organizer's id, or `system` for the command line and what runs by itself;
 * `from`, `to`: whole days, `YYYY-MM-DD`, both included. Empty: all.
 */
export type AuditFilter = { who: string; what: string; from: string; to: string };

/** What was asked for, as typed; `wrong`: days that no calendar has, left out of `filter`. */
export type AskedAudit = { typed: AuditFilter; filter: AuditFilter; wrong: ('from' | 'to')[] };

/** Postgres knows no NUL. */
const text = z
  .string()
  .max(200)
  .catch('')
  .transform((value) => value.replaceAll('\0', ''));
/** No year that Postgres does not know, such as 0000, and none before there could be an entry. */
const day = z.iso.date().refine((value) => value >= '1900');

/** Reads the filter from a page's address. */
export function readAuditFilter(query: Record<string, string>): AskedAudit {
  const typed = {
    who: text.parse(query.who),
    what: text.parse(query.what),
    from: text.parse(query.from),
    to: text.parse(query.to),
  };
  const wrong = (['from', 'to'] as const).filter((name) => typed[name] !== '' && !day.safeParse(typed[name]).success);
  const kept = (name: 'from' | 'to') => (wrong.includes(name) ? '' : typed[name]);
  return { typed, filter: { ...typed, from: kept('from'), to: kept('to') }, wrong };
}

/** The filter as a page's address carries it. */
export function auditQuery(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
}
