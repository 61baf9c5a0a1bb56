import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { admin } from './admin.ts';
import { api } from './api.ts';
import { type Measure, openBench } from './bench.ts';
import { crm } from './crm.ts';
import { csv } from './csv.ts';
import { importing } from './import.ts';
import { landingPage } from './landing-page.ts';
import { launchDay } from './launch-day.ts';
import { mails } from './mails.ts';
import { idleMemory } from './memory.ts';
import { signup } from './signup.ts';
import { signupLatency } from './signup-latency.ts';
import { startTime } from './start-time.ts';
import { drawTable, type JudgedRow, judge } from './table.ts';

/** The rows of section 8 of the design, in its order. */
const measures = new Map<string, Measure>([
  ['landing-page', landingPage],
  ['signup', signup],
  ['signup-latency', signupLatency],
  ['api', api],
  ['launch-day', launchDay],
  ['csv', csv],
  ['import', importing],
  ['admin', admin],
  ['mails', mails],
  ['crm', crm],
  ['start', startTime],
  ['memory', idleMemory],
]);

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const chosen = options.only?.split(',') ?? [...measures.keys()];
const unknown = chosen.filter((name) => !measures.has(name));
if (unknown.length > 0) {
  console.error(`--only: there is no ${unknown.join(', ')}; there are ${[...measures.keys()].join(', ')}`);
  process.exit(2);
}

const rows: JudgedRow[] = [];
let failed = false;
const bench = await openBench(options.quick);
try {
  for (const name of chosen) {
    console.error(`measuring ${name} …`);
    try {
      rows.push(...((await measures.get(name)?.(bench)) ?? []).map(judge));
    } catch (error) {
      failed = true;
      console.error(`${name} could not be measured:`, error);
    }
  }
} finally {
  await bench.server.stop();
}
console.log(drawTable(rows));
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(failed ? 1 : 0);
