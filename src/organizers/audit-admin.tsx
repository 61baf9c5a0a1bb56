import { Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { exportAudit } from './audit-csv.ts';
import { auditQuery, readAuditFilter } from './audit-form.ts';
import { AuditPage } from './audit-pages.tsx';
import { listActions, listAuditEntries, listRemoved } from './audit-queries.ts';
import { listOrganizers } from './people-queries.ts';
import { may } from './permissions.ts';

const perPage = 50;

/** The audit log, to read and to take out; to be mounted at `/admin`. */
export function auditAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { timezone } = deps.config;

  app.get('/audit', async (c) => {
    const { before, ...query } = c.req.query();
    const asked = readAuditFilter(query);
    const part = { filter: asked.filter, timezone, before: isUuid(before) ? before : undefined, limit: perPage + 1 };
    const detailed = may(c.get('organizer').role, 'audit.read');
    const [entries, actions, organizers, removed] = await Promise.all([
      listAuditEntries(deps.db, part),
      listActions(deps.db),
      listOrganizers(deps.db),
      detailed ? listRemoved(deps.db) : [],
    ]);
    const page = (
      <AuditPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        timezone={timezone}
        detailed={detailed}
        asked={asked}
        actions={actions}
        organizers={organizers}
        removed={removed}
        entries={entries.slice(0, perPage)}
        older={entries.length > perPage ? entries[perPage - 1]?.id : undefined}
        first={before === undefined}
      />
    );
    return await personalPage(c, page, asked.wrong.length > 0 ? 422 : 200);
  });

  app.get('/audit.csv', async (c) => {
    const { filter } = readAuditFilter(c.req.query());
    const pieces = await exportAudit(deps, { filter, organizerId: c.get('organizer').id });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await pieces.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
        cancel: async () => void (await pieces.return(undefined)),
      },
      { highWaterMark: 0 },
    );
    const query = auditQuery(filter).size > 0 ? '-filtered' : '';
    return c.body(body, 200, {
      ...securityHeaders,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="terrain-audit${query}.csv"`,
      'cache-control': 'no-store',
    });
  });

  return app;
}
