import type { Bench } from './bench.ts';
import { onDatabase } from './database.ts';
import { saturate } from './load.ts';
import { alternate, series } from './rounds.ts';
import { signupLoad } from './signup-form.ts';
import type { Row } from './table.ts';
import { startWeb, startWebWithoutCommit, type Web } from './terrain.ts';
import { startUpserts } from './upserts.ts';

const few = 32;
const many = 256;

/** Durable sign-ups by form, beside the same route with nothing written, and beside what Postgres does row by row. */
export async function signup(bench: Bench): Promise<Row[]> {
  const url = await bench.database();
  const [web, without] = await Promise.all([startWeb(url), startWebWithoutCommit(url)]);
  const upserts = startUpserts(url, few);
  const seconds = bench.quick ? 2 : 5;
  const before = await countSignups(url);
  let answered = 0;
  const durableRate = (connections: number) =>
    series(async () => {
      const rate = await saturate(await signupLoad(web, connections), seconds);
      answered += rate.answered;
      return rate.perSecond;
    });
  const bareRate = (of: Web, connections: number) =>
    series(async () => (await saturate(await signupLoad(of, connections), seconds)).perSecond);
  const [durableFew, durableMany] = [durableRate(few), durableRate(many)];
  const [bareFew, bareMany] = [bareRate(without, few), bareRate(without, many)];
  const rows = series(() => upserts.perSecond(seconds));
  try {
    await saturate(await signupLoad(web, few), 1);
    await saturate(await signupLoad(without, few), 1);
    await alternate(bench.quick ? 3 : 7, durableFew, bareFew, rows, durableMany, bareMany);
  } finally {
    await Promise.all([web.stop(), without.stop(), upserts.stop()]);
  }
  const kept = (await countSignups(url)) - before;
  if (kept < answered) throw new Error(`${answered} sign-ups were acknowledged, but only ${kept} are in the database`);
  bench.signupsPerSecond = durableFew.median();
  const shared = { unit: '/s', against: 'same route, no commit', goal: { atLeast: 0.5 } } as const;
  return [
    { ...shared, what: `sign-up, ${few} connections`, figure: durableFew.median(), yardstick: bareFew.median() },
    { ...shared, what: `sign-up, ${many} connections`, figure: durableMany.median(), yardstick: bareMany.median() },
    {
      what: 'sign-up against upserts',
      figure: durableFew.median(),
      against: `single-row upserts, ${few} in flight`,
      yardstick: rows.median(),
      unit: '/s',
      goal: { atLeast: 1.5 },
    },
  ];
}

/** How many sign-ups are in the database. */
export async function countSignups(url: string): Promise<number> {
  const [row] = await onDatabase(url, (sql) => sql<{ count: number }[]>`select count(*)::int as count from signups`);
  return row?.count ?? 0;
}
