import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import type { Bench } from './bench.ts';
import { answers, type Child, startChild } from './child.ts';
import type { Row } from './table.ts';
import { campaignPath, settings } from './terrain.ts';

/** After its start a process may tidy up for so long. */
const settleFor = 5_000;

/** What each process holds while nothing happens, after one page where it serves pages. */
export async function idleMemory({ server }: Bench): Promise<Row[]> {
  // Without a queue of jobs, which the other rows leave behind.
  const databaseUrl = await server.createDatabase('idle', 0);
  const terrain = async (script: string, page: boolean) => {
    const port = await freePort();
    const ready = () => (page ? answers(`http://127.0.0.1:${port}${campaignPath}`) : Promise.resolve(true));
    return await settledMemory(await startChild(script, settings(port, databaseUrl), ready));
  };
  const barePort = await freePort();
  const bare = await startChild('dist/bench/processes/bare-hono.js', { PORT: String(barePort) }, () =>
    answers(`http://127.0.0.1:${barePort}/`),
  );
  const yardstick = await settledMemory(bare);
  const shared = { against: 'bare hono server', yardstick, unit: 'MB', goal: { atMost: 3 } } as const;
  return [
    { ...shared, what: 'memory idle, web', figure: await terrain('dist/web.js', true) },
    { ...shared, what: 'memory idle, worker', figure: await terrain('dist/worker.js', false) },
    { ...shared, what: 'memory idle, both in one', figure: await terrain('dist/start.js', true) },
  ];
}

async function settledMemory(child: Child): Promise<number> {
  await delay(settleFor);
  const { now } = await child.memory();
  await child.stop();
  return now;
}
