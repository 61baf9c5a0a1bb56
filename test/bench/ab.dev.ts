// development only: compares builds dist/ab/NAME; removed at the end
import { readFile } from 'node:fs/promises';
import { freePort } from '../../src/db/embedded-server.ts';
import { openBench } from './bench.ts';
import { answers, startChild } from './child.ts';
import { saturate, type Load } from './load.ts';
import { signupLoad } from './signup-form.ts';
import { campaignPath, settings } from './terrain.ts';

const [mode = 'get', secondsText = '2', roundsText = '5', ...names] = process.argv.slice(2);
const seconds = Number(secondsText);
const bench = await openBench(true);
const url = mode === 'get' || mode.startsWith('bare') ? await bench.server.createDatabase('small', 10) : await bench.database();
const webs: any[] = [];
for (const name of names) {
  const port = await freePort();
  const script = `dist/ab/${name}/${mode.startsWith('bare') ? 'bench/processes/web-without-commit.js' : 'web.js'}`;
  const base = `http://127.0.0.1:${port}`;
  const child = await startChild(script, settings(port, url), () => answers(base + campaignPath));
  webs.push({ name, port, url: base, ...child, figures: [] as number[] });
}
const cpuOf = async (pid: number) => { const s = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' '); return (Number(s[11]) + Number(s[12])) * 10; };
const get = (port: number, connections: number): Load => {
  const b = Buffer.from(`GET ${campaignPath} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36\r\naccept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\naccept-language: fr-CA,fr;q=0.9,en;q=0.8\r\naccept-encoding: gzip, deflate, br, zstd\r\n\r\n`);
  return { port, connections, request: () => b, status: 200 };
};
const connections = Number(/\d+$/.exec(mode)?.[0] ?? 32);
const measure = async (w: any, s: number) => saturate(mode === 'get' ? get(w.port, 32) : await signupLoad(w, connections), s);
for (const w of webs) await measure(w, 1);
for (let i = 0; i < Number(roundsText); i++) for (const w of webs) { const r = await measure(w, seconds); w.figures.push(Math.round(r.perSecond)); }
for (const w of webs) { const f = [...w.figures].sort((a: number, b: number) => a - b); console.log(w.name.padEnd(12), 'median', f[f.length >> 1], 'best', f.at(-1), 'all', w.figures.join(' '), JSON.stringify(await w.memory())); await w.stop(); }
await bench.server.stop();
