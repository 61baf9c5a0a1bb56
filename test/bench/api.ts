import { z } from 'zod';
import { addKey } from '../../src/api/add-key.ts';
import { connect } from '../../src/db/client.ts';
import type { Bench } from './bench.ts';
import { type Load, saturate } from './load.ts';
import { alternate, series } from './rounds.ts';
import { countSignups } from './signup.ts';
import type { Row } from './table.ts';
import { campaignPath, startWeb, startWebWithoutCommit, type Web } from './terrain.ts';

const connections = 32;
let sent = 0;

/** Durable sign-ups through the API, beside the same route with nothing written. */
export async function api(bench: Bench): Promise<Row[]> {
  const url = await bench.database();
  const token = await makeToken(url);
  const [web, without] = await Promise.all([startWeb(url), startWebWithoutCommit(url)]);
  const seconds = bench.quick ? 2 : 5;
  const before = await countSignups(url);
  let answered = 0;
  const edition = await readEdition(web, token);
  const durable = series(async () => {
    const rate = await saturate(apiLoad(web, token, edition), seconds);
    answered += rate.answered;
    return rate.perSecond;
  });
  const bare = series(async () => (await saturate(apiLoad(without, token, edition), seconds)).perSecond);
  try {
    await saturate(apiLoad(web, token, edition), 1);
    await saturate(apiLoad(without, token, edition), 1);
    await alternate(bench.quick ? 3 : 7, durable, bare);
  } finally {
    await Promise.all([web.stop(), without.stop()]);
  }
  const kept = (await countSignups(url)) - before;
  if (kept < answered) throw new Error(`${answered} sign-ups were acknowledged, but only ${kept} are in the database`);
  return [
    {
      what: `sign-up by API, ${connections} connections`,
      figure: durable.median(),
      against: 'same route, no commit',
      yardstick: bare.median(),
      unit: '/s',
      goal: { atLeast: 0.5 },
    },
  ];
}

/** What 201 answers: the form of `signup-form.ts` as JSON, by another person and under another key each time. */
function apiLoad({ port }: Web, token: string, edition: string): Load {
  const head = [
    `POST /api/v1/campaigns/${campaignPath.split('/').at(-1)}/signups HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    `authorization: Bearer ${token}`,
    'idempotency-key: ',
  ].join('\r\n');
  const fixed = {
    firstName: 'Éloïse',
    lastName: 'Côté-Nguyễn',
    postalCode: 'H2X 1Y4',
    phone: '(514) 555-0123',
    availability: ['evenings', 'weekends'],
    consent: true,
    edition,
    locale: 'fr',
  };
  const run = Date.now().toString(36);
  const request = () => {
    sent += 1;
    const key = `a${sent}.${run}`;
    const body = JSON.stringify({ email: `${key}@example.org`, ...fixed });
    return `${head}${key}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  return { port, connections, request, status: 201 };
}

/** Which sentences the campaign shows, as whoever ticks a box has to say. */
async function readEdition({ url }: Web, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/api/v1/campaigns/${campaignPath.split('/').at(-1)}?locale=fr`, { headers });
  return z.object({ edition: z.string() }).parse(await answer.json()).edition;
}

/** A key without a limit, which no person can make. */
async function makeToken(url: string): Promise<string> {
  const db = connect(url, { max: 1 });
  const key = { name: 'bench', origins: [], campaignId: null, perMinute: 0 };
  const { token = '' } = await addKey({ db, clock: { now: () => new Date() } }, key);
  await db.$client.end();
  return token;
}
