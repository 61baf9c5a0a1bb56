import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { freePort } from '../support/free-port.ts';
import type { Bench } from './bench.ts';
import { answers, startChild } from './child.ts';
import { type Load, saturate } from './load.ts';
import { alternate, series } from './rounds.ts';
import type { Row } from './table.ts';
import { campaignPath, startWeb } from './terrain.ts';

const connections = 32;

/** How near the landing page comes to a bare server that sends the same bytes. */
export async function landingPage({ database, server, quick }: Bench): Promise<Row[]> {
  const web = await startWeb(await database());
  const file = path.join(server.folder, 'answer.json');
  await writeFile(file, JSON.stringify(await fetchCompressed(web.port)));
  const barePort = await freePort();
  const bare = await startChild('dist/bench/processes/bare-http.js', { PORT: String(barePort), ANSWER: file }, () =>
    answers(`http://127.0.0.1:${barePort}/`),
  );
  const seconds = quick ? 1.5 : 4;
  const page = series(async () => (await saturate(load(web.port), seconds)).perSecond);
  const yardstick = series(async () => (await saturate(load(barePort), seconds)).perSecond);
  try {
    await saturate(load(web.port), 1);
    await saturate(load(barePort), 1);
    await alternate(quick ? 3 : 7, page, yardstick);
  } finally {
    await Promise.all([web.stop(), bare.stop()]);
  }
  return [
    {
      what: `landing page, ${connections} connections`,
      figure: page.median(),
      against: 'bare node:http, same bytes',
      yardstick: yardstick.median(),
      unit: '/s',
      goal: { atLeast: 0.8 },
    },
  ];
}

function load(port: number): Load {
  // What a phone's browser sends, less cookies, of which there are none.
  const bytes = Buffer.from(
    [
      `GET ${campaignPath} HTTP/1.1`,
      `host: 127.0.0.1:${port}`,
      'user-agent: Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
      'accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
      'accept-language: fr-CA,fr;q=0.9,en;q=0.8',
      'accept-encoding: gzip, deflate, br, zstd',
      '',
      '',
    ].join('\r\n'),
  );
  return { port, connections, request: () => bytes, status: 200 };
}

/** The page as it goes over the wire: headers, and the body in base64. `fetch` would unpack it. */
async function fetchCompressed(port: number): Promise<{ headers: Record<string, unknown>; body: string }> {
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: campaignPath, headers: { 'accept-encoding': 'br' } }, async (response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const { date, connection, 'keep-alive': keepAlive, ...headers } = response.headers;
      resolve({ headers, body: Buffer.concat(chunks).toString('base64') });
    })
      .on('error', reject)
      .end();
  });
}
