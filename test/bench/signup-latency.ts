import type { Bench } from './bench.ts';
import { arrive, saturate } from './load.ts';
import { quantile } from './rounds.ts';
import { signupLoad } from './signup-form.ts';
import type { Row } from './table.ts';
import { startWeb } from './terrain.ts';

/** At least as many as wait at once at half of the full rate. */
const connections = 64;

/** How much longer the slowest of a hundred people wait than everyone, at half of the load that can be borne. */
export async function signupLatency(bench: Bench): Promise<Row[]> {
  const web = await startWeb(await bench.database());
  try {
    const warm = await saturate(await signupLoad(web, 32), bench.quick ? 2 : 4);
    const rate = (bench.signupsPerSecond ?? warm.perSecond) / 2;
    const latencies = await arrive(await signupLoad(web, connections), rate, bench.quick ? 5 : 20);
    const p50 = quantile(latencies, 0.5);
    const worst = quantile(latencies, 1);
    return [
      {
        what: 'sign-up latency, p99 at half rate',
        figure: quantile(latencies, 0.99),
        against: 'its own p50',
        yardstick: p50,
        unit: 'ms',
        goal: { atMost: 4 },
        note: `${Math.round(rate)}/s arriving steadily; p99.9 ${quantile(latencies, 0.999).toFixed(1)} ms, worst ${worst.toFixed(1)} ms`,
      },
    ];
  } finally {
    await web.stop();
  }
}
