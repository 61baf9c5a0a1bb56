import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mailboxMails } from '../../src/mail/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { formBody } from '../support/forms.ts';
import { freePort } from '../support/free-port.ts';

let folder: string;
let t: TestApp;
beforeAll(async () => {
  // Outside of the repository, whose settings a build would find.
  folder = await mkdtemp(path.join(os.tmpdir(), 'terrain-image-'));
  t = await startTest({ at: 'present' });
});
afterAll(async () => {
  await t.close();
  await rm(folder, { recursive: true, force: true });
});

test('the image holds what it needs: it serves the demo’s page, takes a sign-up and sends the mail', async () => {
  const { home, command } = await makeImage();
  const port = await freePort();
  const [, ...args] = command;
  const { databaseUrl, config } = t.deps;
  const child = spawn(process.execPath, args, {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      SECRET: config.secret,
    },
    stdio: 'ignore',
  });
  try {
    const page = await opened(`http://127.0.0.1:${port}/fr/porte-a-porte`);
    const form = /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await delay(2_500);
    const answer = await fetch(`http://127.0.0.1:${port}/fr/porte-a-porte/signups`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: formBody({ form, email: 'ada@example.org', firstName: 'Ada', postalCode: 'H2X 1Y4', consent: 'yes' }),
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    await expect
      .poll(async () => (await t.deps.db.select().from(mailboxMails)).map(({ to }) => to), { timeout: 60_000 })
      .toContain('ada@example.org');
  } finally {
    child.kill('SIGKILL');
  }
});

/** Follows the Dockerfile as far as no container is needed: what it copies, what it builds, what it runs. */
async function makeImage(): Promise<{ home: string; command: string[] }> {
  const lines = (await readFile('Dockerfile', 'utf8')).split('\n').filter((line) => /^[A-Z]/.test(line));
  let stage = '';
  let command: string[] = [];
  for (const line of lines) {
    const [word, ...rest] = line.split(' ');
    if (word === 'FROM') {
      stage = path.join(folder, rest.at(-1) ?? '');
      await mkdir(stage, { recursive: true });
    } else if (word === 'COPY') await copy(rest, stage);
    else if (line === 'RUN npm ci --omit=dev')
      await symlink(path.resolve('node_modules'), path.join(stage, 'node_modules'));
    else if (line === 'RUN npm run build') await promisify(execFile)('npm', ['run', '-s', 'build'], { cwd: stage });
    else if (word === 'CMD') command = z.array(z.string()).parse(JSON.parse(rest.join(' ')));
  }
  return { home: stage, command };
}

async function copy(words: string[], stage: string): Promise<void> {
  const from = /^--from=(.+)/.exec(words[0] ?? '')?.[1];
  const paths = from === undefined ? words : words.slice(1);
  const to = path.join(stage, paths.at(-1) ?? '');
  for (const one of paths.slice(0, -1)) {
    const source = from === undefined ? path.resolve(one) : path.join(folder, from, one.replace('/app/', ''));
    const target = paths.length > 2 || to.endsWith('/') ? path.join(to, path.basename(one)) : to;
    await cp(source, target, { recursive: true, verbatimSymlinks: true });
  }
}

async function opened(url: string): Promise<string> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return await answer.text();
    if (tries === 200) throw new Error(`${url} answered ${answer?.status}: ${await answer?.text()}`);
    await delay(100);
  }
}
