import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbedded } from '../../src/db/embedded.ts';
import { freePort } from '../support/free-port.ts';
import type { Bench } from './bench.ts';
import { answers, startChild } from './child.ts';
import { alternate, series } from './rounds.ts';
import type { Row } from './table.ts';
import { campaignPath } from './terrain.ts';

/** From the start of `npm start`, built and with its data there already, to the first page; beside the database's own start. */
export async function startTime({ server, quick }: Bench): Promise<Row[]> {
  const dataDir = path.join(server.folder, 'existing');
  const terrain = series(() => timeFirstPage(dataDir));
  const database = series(() => timeDatabase(dataDir));
  await timeFirstPage(dataDir);
  await alternate(quick ? 3 : 7, terrain, database);
  return [
    {
      what: 'start to first page served',
      figure: terrain.median(),
      against: 'the embedded database alone',
      yardstick: database.median(),
      unit: 's',
      goal: { atMost: 3 },
    },
  ];
}

async function timeFirstPage(dataDir: string): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = await startChild('dist/start.js', { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, () =>
    answers(`http://127.0.0.1:${port}${campaignPath}`),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  // It is still saying where everything is.
  await delay(1_000);
  await child.stop();
  return seconds;
}

async function timeDatabase(dataDir: string): Promise<number> {
  const startedAt = performance.now();
  const database = await startEmbedded({ dataDir });
  const seconds = (performance.now() - startedAt) / 1_000;
  await database.stop();
  return seconds;
}
