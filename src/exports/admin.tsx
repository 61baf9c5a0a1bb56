import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { readSession } from '../organizers/read-session.ts';
import { type ContactsExport, exportContacts } from './export-contacts.ts';

/** The contacts as CSV; to be mounted at `/admin`. `?campaign=slug` leaves out the others' contacts, `?bom=1` is for Excel. */
export function exportsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.get(
    '/contacts.csv',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const slug = c.req.query('campaign');
      const campaign = slug ? await findCampaign(deps.db, slug) : undefined;
      if (slug && !campaign) throw new AppError('not-found', 'this campaign does not exist');
      const request = { organizerId: c.get('organizer').id, bom: c.req.query('bom') === '1' };
      return streamCsv(c, deps, campaign ? { ...request, campaign } : request);
    },
  );
  return app;
}

/**
 * Answers with an export piece by piece, each made when the one before has left: pieces of 64 KB go through a web
 * stream as fast as they go to Node's response directly. A reader who goes away ends the export; an export that fails
 * breaks the answer off, so that half a file is never taken for a whole one.
 */
function streamCsv(c: Context, deps: Deps, request: ContactsExport): Response {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  const readerLeft = new AbortController();
  const pieces = exportContacts(deps, request, readerLeft.signal);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (readerLeft.signal.aborted) return;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          deps.log.error({ err: error }, 'an export failed');
          // Told of the error, the server would write its words into the file.
          if (outgoing) outgoing.destroy();
          else controller.error(error);
        }
      },
      async cancel() {
        readerLeft.abort();
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return c.body(body, 200, {
    ...securityHeaders,
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${filename(deps, request)}"`,
    'cache-control': 'no-store',
  });
}

function filename(deps: Deps, { campaign }: ContactsExport): string {
  const day = new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: deps.config.timezone });
  return `terrain-contacts-${campaign ? `${campaign.slug}-` : ''}${day.format(deps.clock.now())}.csv`;
}
