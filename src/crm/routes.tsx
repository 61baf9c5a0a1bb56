import { Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { readBody } from '../http/read-form.ts';
import { keepInbound } from './keep-inbound.ts';
import { findCrm } from './queries.ts';
import { readInbound } from './read-inbound.ts';
import { openText, placeOf, SealBroken } from './seal.ts';
import { vendorOf } from './vendors.ts';

/** What an event weighs at most, in bytes; a vendor may tell a hundred at once. */
const mostBytes = 256 * 1024;

/** Where CRMs tell what changed over there: signed, kept, and dealt with afterwards. */
export function crmRoutes(deps: Deps): Hono {
  const { config, db, clock } = deps;
  const app = new Hono();
  app.post('/webhooks/crm/:connector', async (c) => {
    const body = await readBody(c, mostBytes);
    const id = c.req.param('connector');
    const found = isUuid(id) ? await findCrm(db, id) : undefined;
    const sealed = found?.state === 'disconnected' ? null : found?.inboundSecret;
    const secret = sealed ? opened(id, sealed) : undefined;
    const read = found && (vendorOf(found.vendor).readInbound ?? readInbound);
    const url = `${config.baseUrl}/webhooks/crm/${id}`;
    const events =
      secret === undefined ? undefined : read?.({ secret, url, headers: c.req.raw.headers, body, now: clock.now() });
    // The same answer for a forged one, a late one, and where there is no such connector: it is for nobody else.
    if (!events) return c.text('the signature is not ours', 401);
    await keepInbound(deps, id, events);
    return c.body(null, 204);
  });

  /** Nothing where it was sealed with a SECRET that has changed since: a new one has to be made. */
  function opened(connectorId: string, sealed: string): string | undefined {
    try {
      return openText(config, placeOf(connectorId, 'inbound'), sealed);
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  }

  return app;
}
