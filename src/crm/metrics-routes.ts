import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { Gauge, Registry } from 'prom-client';
import type { Deps } from '../deps.ts';
import { type CrmFigures, crmFigures } from './health-queries.ts';

/** `GET /metrics` in the text format of Prometheus, for whoever has `METRICS_TOKEN`; where it is unset there is none. */
export function metricsRoutes({ db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    if (config.metricsToken === undefined) return c.notFound();
    const given = c.req.header('authorization') ?? '';
    if (!isSame(given, `Bearer ${config.metricsToken}`)) {
      return c.text('METRICS_TOKEN is needed, as a Bearer token', 401, { 'www-authenticate': 'Bearer' });
    }
    const registry = registryOf(await crmFigures(db, clock.now()));
    return c.text(await registry.metrics(), 200, {
      'content-type': registry.contentType,
      'cache-control': 'no-store',
    });
  });
  return app;
}

function registryOf(all: CrmFigures[]): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: (one: CrmFigures) => number) => {
    const made = new Gauge({ name, help, labelNames: ['connector', 'vendor'], registers: [registry] });
    for (const one of all) made.set({ connector: one.name, vendor: one.vendor }, value(one));
  };
  gauge('terrain_crm_up', '1: the CRM takes what it is sent, 0: it is taken for down', ({ circuit }) =>
    circuit === 'closed' ? 1 : 0,
  );
  gauge('terrain_crm_active', '1: the connector sends, 0: it is paused', ({ state }) => (state === 'active' ? 1 : 0));
  gauge('terrain_crm_waiting', 'Contacts that wait to be sent', ({ waiting }) => waiting);
  gauge('terrain_crm_waiting_withdrawals', 'Of them, those who leave', ({ withdrawals }) => withdrawals);
  gauge('terrain_crm_oldest_seconds', 'How long the oldest of them has waited', ({ oldest }) => oldest);
  gauge('terrain_crm_synced', 'Contacts that the CRM has as they should be', ({ synced }) => synced);
  gauge('terrain_crm_refused', 'Contacts that the CRM refused for good', ({ refused }) => refused);
  gauge('terrain_crm_dead', 'Contacts that were given up after days', ({ dead }) => dead);
  gauge('terrain_crm_calls_per_second', 'Calls a second, over five minutes', ({ rate }) => rate);
  const failing = new Gauge({
    name: 'terrain_crm_failing',
    help: 'Contacts that a cause keeps from passing',
    labelNames: ['connector', 'vendor', 'cause'],
    registers: [registry],
  });
  for (const { name, vendor, causes } of all) {
    for (const [cause, count] of Object.entries(causes)) failing.set({ connector: name, vendor, cause }, count);
  }
  return registry;
}

/** In a time that tells nothing of where the two differ. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
