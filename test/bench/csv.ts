import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { readConfig } from '../../src/config.ts';
import { createDeps } from '../../src/deps.ts';
import { contactsCsvStatement } from '../../src/exports/contacts-csv.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { redeemSignInLink } from '../../src/organizers/redeem-sign-in-link.ts';
import type { Bench } from './bench.ts';
import { alternate, series } from './rounds.ts';
import type { Row } from './table.ts';
import { secret, settings, startWeb, type Web } from './terrain.ts';

const email = 'bench@terrain.invalid';
const mostMemory = 64;

/** Every contact as CSV by the admin's URL, beside Postgres's own COPY of the same columns. */
export async function csv({ server, quick }: Bench): Promise<Row[]> {
  const contacts = quick ? 200_000 : 1_000_000;
  const url = await server.createDatabase('many', contacts);
  const cookie = await signIn(url);
  const web = await startWeb(url);
  const terrain = series(() => timeDownload(web, cookie, contacts));
  const copy = series(() => timeCopy(url));
  let more = Number.NaN;
  try {
    // What reading a session takes is not the export's.
    await (await fetch(`${web.url}/admin/audit`, { headers: { cookie } })).text();
    const { now: before } = await web.memory();
    await forgetPeak(web);
    await timeDownload(web, cookie, contacts);
    await timeCopy(url);
    await alternate(quick ? 3 : 5, terrain, copy);
    more = (await web.memory()).peak - before;
  } finally {
    await web.stop();
  }
  const what = `CSV of ${contacts.toLocaleString('en')} contacts`;
  return [
    {
      what,
      figure: terrain.median(),
      against: 'COPY of the same columns',
      yardstick: copy.median(),
      unit: 's',
      goal: { atMost: 1.3 },
    },
    {
      what: `${what}, more memory`,
      figure: more,
      against: 'what it may take',
      yardstick: mostMemory,
      unit: 'MB',
      goal: { atMost: 1 },
    },
  ];
}

/** Adds an organizer and signs in; the value of the Cookie header. */
export async function signIn(databaseUrl: string): Promise<string> {
  const deps = createDeps({ ...readConfig(settings(0, databaseUrl)), databaseUrl, secret });
  try {
    await addOrganizer(deps, { email, name: 'Bench', role: 'owner' });
    const token = new URL(await createSignInLink(deps, email)).pathname.split('/').at(-1) ?? '';
    const redeemed = await redeemSignInLink(deps, token, new Headers());
    if (!redeemed.ok) throw new Error('the sign-in link was refused');
    return redeemed.setCookies.map((value) => value.split(';')[0]).join('; ');
  } finally {
    await deps.close();
  }
}

async function timeDownload({ port }: Web, cookie: string, contacts: number): Promise<number> {
  const startedAt = performance.now();
  const asked = request({ port, host: '127.0.0.1', path: '/admin/contacts.csv', headers: { cookie } }).end();
  const [response] = await once(asked, 'response');
  let lines = 0;
  for await (const chunk of response) lines += countLines(chunk);
  if (response.statusCode !== 200 || lines !== contacts + 1) {
    throw new Error(`status ${response.statusCode} with ${lines} lines for ${contacts} contacts`);
  }
  return (performance.now() - startedAt) / 1_000;
}

function countLines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count += 1;
  return count;
}

async function timeCopy(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set work_mem = '64MB'");
    const startedAt = performance.now();
    const copy = client.query(copyTo(contactsCsvStatement({})));
    copy.resume();
    await once(copy, 'end');
    return (performance.now() - startedAt) / 1_000;
  } finally {
    await client.end();
  }
}

/** The most memory held is counted from now on (proc(5), clear_refs). */
async function forgetPeak(web: Web): Promise<void> {
  await writeFile(`/proc/${web.pid}/clear_refs`, '5');
}
