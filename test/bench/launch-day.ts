import type { Bench } from './bench.ts';
import { onDatabase } from './database.ts';
import { saturate, sendAll } from './load.ts';
import { signupLoad } from './signup-form.ts';
import type { Row } from './table.ts';
import { startWeb } from './terrain.ts';

const connections = 32;
const parts = 10;

/**
 * The first hour: tables that were analysed while empty, then filled by sign-ups alone. A plan that reads whole tables
 * slows down as they grow; the last part shows it, beside the first, and beside a database that was analysed when full.
 */
export async function launchDay(bench: Bench): Promise<Row[]> {
  const total = bench.quick ? 20_000 : 100_000;
  const empty = await bench.server.createDatabase('launch', 0);
  const rates = await fillBySignups(empty, total);
  const established = await startWeb(await bench.database());
  let full: number;
  try {
    await saturate(await signupLoad(established, connections), 2);
    full = (await sendAll(await signupLoad(established, connections), total / parts)).perSecond;
  } finally {
    await established.stop();
  }
  const first = rates[0] ?? Number.NaN;
  const last = rates.at(-1) ?? Number.NaN;
  const shared = { figure: last, unit: '/s', goal: { atLeast: 0.8 } } as const;
  return [
    {
      ...shared,
      what: `launch day, last tenth of ${total}`,
      against: 'the first tenth',
      yardstick: first,
      note: `each tenth: ${rates.map(Math.round).join(', ')}/s`,
    },
    { ...shared, what: 'launch day, last tenth', against: 'the same with 100,000 there before', yardstick: full },
  ];
}

async function fillBySignups(url: string, total: number): Promise<number[]> {
  const web = await startWeb(url);
  const rates: number[] = [];
  try {
    // Compiles the code, so that the first tenth is no slower for it; then the tables are empty and analysed again.
    await saturate(await signupLoad(web, connections), 2);
    await onDatabase(url, (sql) => sql`truncate contacts cascade`);
    await onDatabase(url, (sql) => sql`vacuum analyze`);
  } finally {
    await web.stop();
  }
  const fresh = await startWeb(url);
  try {
    for (let part = 0; part < parts; part++) {
      rates.push((await sendAll(await signupLoad(fresh, connections), total / parts)).perSecond);
    }
  } finally {
    await fresh.stop();
  }
  return rates;
}
