import { randomUUID } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hubspot } from '../../src/crm/hubspot/vendor.ts';
import { placeOf, sealText } from '../../src/crm/seal.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';
import { onDatabase } from './database.ts';
import { arrive, saturate } from './load.ts';
import { alternate, quantile, series } from './rounds.ts';
import type { Row } from './table.ts';
import { campaignPath, secret, settings, startWeb } from './terrain.ts';

/** Everybody to a CRM through its rate limit, and the landing page while that goes on. */
export async function crm({ server, quick }: Bench): Promise<Row[]> {
  const count = quick ? 4_000 : 20_000;
  const databaseUrl = await server.createDatabase('crm', count);
  const file = path.join(server.folder, 'fake-hubspot.json');
  const listening = () =>
    access(file).then(
      () => true,
      () => false,
    );
  const fake = await startChild('dist/bench/processes/fake-hubspot.js', { FILE: file }, listening);
  const id = randomUUID();
  const sealed = sealText({ secret }, placeOf(id, 'credentials'), await readFile(file, 'utf8'));
  await onDatabase(databaseUrl, async (sql) => {
    await sql`
      insert into crm_connectors (id, vendor, name, state, credentials, mapping, options)
      values (${id}, 'hubspot', 'Bench', 'active', ${sealed}, ${sql.json(hubspot.defaultMapping)},
        ${sql.json({ createProperties: true })})`;
    await sql`insert into crm_gates (connector_id) values (${id})`;
  });
  const worker = await startChild('dist/worker.js', settings(0, databaseUrl), async () => true);
  const web = await startWeb(databaseUrl);
  const request = Buffer.from(`GET ${campaignPath} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept-encoding: gzip\r\n\r\n`);
  const load = { port: web.port, connections: 32, request: () => request, status: 200 };
  try {
    await delay(4_000);
    const paused = (state: 'active' | 'paused') =>
      onDatabase(databaseUrl, (sql) => sql`update crm_connectors set state = ${state} where id = ${id}`);
    const rate = await timeSync(databaseUrl, count);
    const again = async () => {
      await paused('active');
      await markAll(databaseUrl, 'encore');
    };
    const seconds = quick ? 2 : 4;
    const pages = async () => (await saturate(load, seconds)).perSecond;
    const halfRate = (await pages()) / 2;
    // Where the machine has something left, as it nearly always has: what a visitor waits.
    const latencies: Record<'busy' | 'quiet', number[]> = { busy: [], quiet: [] };
    const wait = async (when: 'busy' | 'quiet') => {
      const all = await arrive(load, halfRate, seconds);
      latencies[when].push(...all);
      return quantile(all, 0.5);
    };
    await again();
    const busy = async <T>(measure: () => Promise<T>) => {
      await paused('active');
      await onDatabase(databaseUrl, (sql) => sql`select graphile_worker.add_job('crm.watch', '{}')`);
      await delay(500);
      return await measure();
    };
    const quiet = async <T>(measure: () => Promise<T>) => {
      await paused('paused');
      await delay(1_500);
      return await measure();
    };
    const [most, mostAlone] = [series(() => busy(pages)), series(() => quiet(pages))];
    const [waits, waitsAlone] = [series(() => busy(() => wait('busy'))), series(() => quiet(() => wait('quiet')))];
    await alternate(quick ? 1 : 3, most, mostAlone, waits, waitsAlone);
    const slowest = (when: 'busy' | 'quiet') =>
      `${quantile(
        latencies[when].sort((a, b) => a - b),
        0.99,
      ).toFixed(1)} ms`;
    return [
      {
        what: `contacts a second to a CRM, ${count.toLocaleString('en')} of them`,
        figure: rate.figure,
        against: 'what its limit of calls allows, at as many calls a contact',
        yardstick: rate.allowed,
        unit: '/s',
        goal: { atLeast: 0.95 },
      },
      {
        what: 'landing page while contacts go to a CRM, requests/s (32 connections)',
        figure: most.median(),
        against: 'the same while none do',
        yardstick: mostAlone.median(),
        unit: '/s',
        goal: { atLeast: 0.9 },
      },
      {
        what: 'landing page while contacts go to a CRM, p50 at half of that rate',
        figure: waits.median(),
        against: 'the same while none do',
        yardstick: waitsAlone.median(),
        unit: 'ms',
        goal: { atMost: 1.1 },
        note: `${Math.round(halfRate)}/s arriving steadily; p99 ${slowest('busy')}, while none do ${slowest('quiet')}`,
      },
    ];
  } finally {
    await worker.stop();
    await web.stop();
    await fake.stop();
  }
}

/** Everybody waits; from the first call to the last. */
async function timeSync(url: string, count: number): Promise<{ figure: number; allowed: number }> {
  const { limits } = hubspot;
  const calls = () =>
    onDatabase(url, async (sql) => Number((await sql`select calls::int as calls from crm_gates`)[0]?.calls));
  await markAll(url, 'une');
  while ((await calls()) === 0) await delay(5);
  const [startedAt, before] = [performance.now(), await calls()];
  const synced = () =>
    onDatabase(url, async (sql) => {
      const [row] = await sql`select count(*)::int as count from crm_sync_states where state = 'synced'`;
      return Number(row?.count);
    });
  while ((await synced()) < count) {
    if (performance.now() - startedAt > 600_000) throw new Error('the sync did not come to its end');
    await delay(50);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const perContact = ((await calls()) - before) / count;
  return { figure: count / seconds, allowed: limits.calls / limits.perSeconds / perContact };
}

async function markAll(url: string, name: string): Promise<void> {
  await onDatabase(url, (sql) => sql`update contacts set last_name = ${name}`);
}
