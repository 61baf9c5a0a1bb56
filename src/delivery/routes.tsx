import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { readBody } from '../http/read-form.ts';
import { keepEvent } from './keep-event.ts';
import { readSignedEvent } from './read-signed-event.ts';

/** What an event of the provider weighs at most, in bytes; a mail that came in is told with its subject alone. */
const mostBytes = 256 * 1024;

/** Where the provider tells what became of mails: signed, kept, and dealt with afterwards. */
export function deliveryRoutes(deps: Deps): Hono {
  const app = new Hono();
  app.post('/webhooks/resend', async (c) => {
    const body = await readBody(c, mostBytes);
    const header = (name: string) => c.req.header(`svix-${name}`) ?? c.req.header(`webhook-${name}`) ?? '';
    const headers = { id: header('id'), timestamp: header('timestamp'), signature: header('signature') };
    const event = readSignedEvent(deps.config.resendWebhookSecret, headers, body);
    // The same answer for a forged one, a late one and where no secret is set: it is for nobody but the provider.
    if (!event) return c.text('the signature is not ours', 401);
    await keepEvent(deps, event);
    return c.body(null, 204);
  });
  return app;
}
