import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { isMigrated } from '../db/migrate.ts';
import type { Deps } from '../deps.ts';

const patience = 2_000;

/** `/healthz`: the process is alive. `/readyz`: it can serve, the database answers and has this version's tables. */
export function healthRoutes({ db }: Pick<Deps, 'db'>): Hono {
  const app = new Hono();
  const text = { 'cache-control': 'no-store' };
  app.get('/healthz', (c) => c.text('ok', 200, text));
  app.get('/readyz', async (c) => {
    const ready = await Promise.race([
      isMigrated(db.$client).catch(() => false),
      delay(patience, false, { ref: false }),
    ]);
    return ready
      ? c.text('ready', 200, text)
      : c.text('the database does not answer', 503, { ...text, 'retry-after': '5' });
  });
  return app;
}
