import type { Context } from 'hono';
import { securityHeaders } from '../http/security-headers.ts';
import type { CopyPart } from './queries.ts';

/**
 * A person's copy as a file: JSON, "structured, commonly used and machine-readable" (GDPR art. 20(1); Act respecting the
 * protection of personal information in the private sector, s. 27), one list for each table, times in ISO 8601.
 */
export function copyAnswer(c: Context, parts: CopyPart[], madeAt: Date): Response {
  const file = {
    format: 'terrain-copy/1',
    madeAt: madeAt.toISOString(),
    data: Object.fromEntries(parts.map(({ table, rows }) => [table, rows])),
  };
  return c.body(`${JSON.stringify(file, null, 2)}\n`, 200, {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="terrain-${madeAt.toISOString().slice(0, 10)}.json"`,
    'cache-control': 'no-store',
  });
}
