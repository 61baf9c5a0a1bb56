import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded.ts';
import { signal } from '../../src/db/embedded-process.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let base: string;
let dataDir: string;
let lines: string[];
let servers: EmbeddedServer[];
let apps: ChildProcess[];
const connections: postgres.Sql[] = [];

beforeEach(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), 'terrain-embedded-')));
  await chmod(base, 0o755);
  dataDir = path.join(base, '.data');
  lines = [];
  servers = [];
  apps = [];
  // An app of its own process: says what became of its start, and lives until it is killed.
  const embedded = new URL('../../src/db/embedded.ts', import.meta.url).href;
  await writeFile(
    path.join(base, 'app.mjs'),
    `import { startEmbedded } from ${JSON.stringify(embedded)};
     try {
       const server = await startEmbedded({ dataDir: process.argv[2], settings: { fsync: 'off' } });
       process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
       console.log('READY ' + server.url);
     } catch (error) {
       console.log('REFUSED ' + error.message);
     }`,
  );
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map((sql) => sql.end({ timeout: 1 })));
  for (const app of apps) {
    app.kill('SIGKILL');
  }
  await Promise.all(servers.map((server) => server.stop()));
  for (const pid of postgresPids()) {
    signal(pid, 'SIGQUIT');
  }
  await vi.waitFor(() => expect(postgresPids()).toEqual([]), 10_000);
  await rm(base, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, log: (line) => lines.push(line), settings: { fsync: 'off' } });
  servers.push(server);
  return server;
}

/** Starts an app; resolves with the line that it says, and its process. */
function startApp(): Promise<{ said: string; app: ChildProcess }> {
  const app = spawn(process.execPath, [path.join(base, 'app.mjs'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  apps.push(app);
  return new Promise((resolve, reject) => {
    app.stdout.once('data', (said: Buffer) => resolve({ said: said.toString().trim(), app }));
    app.once('exit', (code) => reject(new Error(`the app ended with ${code}`)));
  });
}

function connect(url: string): postgres.Sql {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  connections.push(sql);
  return sql;
}

function postmaster(): number {
  return Number.parseInt(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

/** The servers of this test that are alive: those whose command line names its folder, and their children. */
function postgresPids(): number[] {
  const all = processes();
  const servers = all.filter((one) => one.command.includes(`postgres\0-D\0${base}`)).map((one) => one.pid);
  return all.filter((one) => servers.includes(one.pid) || servers.includes(one.parent)).map((one) => one.pid);
}

function processes(): { pid: number; parent: number; command: string }[] {
  if (!existsSync('/proc/self/stat')) {
    return [];
  }
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return [];
    }
  });
}

test('of apps that start at once on a new folder one wins, the others say who', async () => {
  const started = await Promise.all([startApp(), startApp(), startApp()]);
  const winners = started.filter(({ said }) => said.startsWith('READY'));
  expect(winners).toHaveLength(1);
  for (const { said } of started.filter((one) => !winners.includes(one))) {
    expect(said).toContain(`REFUSED ${dataDir} is in use by another Terrain: process ${winners[0]?.app.pid}, since`);
  }
});

test('an app that is asked to stop leaves no process behind', async () => {
  const { app } = await startApp();
  const children = processes().filter((one) => one.parent === app.pid);
  const exited = new Promise((resolve) => app.once('exit', resolve));
  app.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(postgresPids()).toEqual([]);
  await vi.waitFor(() => {
    const left = processes().map((one) => one.pid);
    expect(children.filter((child) => left.includes(child.pid))).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('killed (looks into /proc: on Linux only)', () => {
  test('an app that is killed takes its server along', async () => {
    const { said, app } = await startApp();
    await connect(said.slice('READY '.length))`create table kept ()`;
    expect(postgresPids().length).toBeGreaterThan(1);
    app.kill('SIGKILL');
    await vi.waitFor(() => expect(postgresPids()).toEqual([]), { timeout: 5_000 });
    expect(await connect((await start()).url)`select * from kept`).toEqual([]);
  });

  test('a start right after a kill waits for the old server to end', async () => {
    const { said, app } = await startApp();
    await connect(said.slice('READY '.length))`create table kept ()`;
    const exited = new Promise((resolve) => app.once('exit', resolve));
    app.kill('SIGKILL');
    await exited;
    expect(await connect((await start()).url)`select * from kept`).toEqual([]);
  });

  test('a server orphaned with its guard killed too is stopped by the next start', async () => {
    const orphan = await orphanServer();
    const server = await start();
    expect(processes().map((one) => one.pid)).not.toContain(orphan);
    expect(lines).toEqual([expect.stringContaining('stopping what an earlier Postgres server left running')]);
    expect(await connect(server.url)`select * from kept`).toEqual([]);
  });

  test('server processes that outlive their killed postmaster are ended by the next start', async () => {
    const orphan = await orphanServer('select count(*) from generate_series(1, 1e12::bigint)');
    process.kill(orphan, 'SIGKILL');
    await sleep(300);
    const server = await start();
    expect(lines).toEqual([expect.stringContaining('stopping what an earlier Postgres server left running')]);
    expect(await connect(server.url)`select * from kept`).toEqual([]);
  });

  test('an initdb killed midway leaves nothing that counts', async () => {
    const app = spawn(process.execPath, [path.join(base, 'app.mjs'), dataDir], { stdio: 'ignore' });
    apps.push(app);
    await vi.waitFor(
      async () => {
        const draft = (await readdir(dataDir)).find((name) => name.startsWith('postgres.draft-'));
        expect(existsSync(path.join(dataDir, draft ?? '', 'cluster', 'PG_VERSION'))).toBe(true);
      },
      { timeout: 10_000, interval: 5 },
    );
    const exited = new Promise((resolve) => app.once('exit', resolve));
    app.kill('SIGKILL');
    await exited;
    expect(await readdir(dataDir)).not.toContain('postgres');
    expect(await connect((await start()).url)`select 1 as one`).toEqual([{ one: 1 }]);
    expect((await readdir(dataDir)).sort()).toEqual(['lock', 'postgres', 'postgres.log', 'postgres.password']);
  });

  /** Leaves a server running whose app and guard were killed; returns its number. */
  async function orphanServer(busyWith?: string): Promise<number> {
    const { said, app } = await startApp();
    const sql = connect(said.slice('READY '.length));
    await sql`create table kept ()`;
    if (busyWith) {
      sql.unsafe(busyWith).catch(() => undefined);
      await sleep(200);
    }
    const orphan = postmaster();
    const guards = processes().filter((one) => one.parent === app.pid && one.command.includes('read -r _'));
    expect(guards).toHaveLength(1);
    for (const { pid } of guards) {
      process.kill(pid, 'SIGKILL');
    }
    const exited = new Promise((resolve) => app.once('exit', resolve));
    app.kill('SIGKILL');
    await exited;
    await sleep(300);
    expect(processes().map((one) => one.pid)).toContain(orphan);
    return orphan;
  }
});

test('a server that is killed is started again on its port, each time; clients recover', async () => {
  const server = await start();
  const sql = connect(server.url);
  await sql`create table kept ()`;
  for (let round = 1; round <= 2; round++) {
    process.kill(postmaster(), 'SIGKILL');
    const again = () => lines.filter((line) => line === 'Postgres is running again');
    await vi.waitFor(() => expect(again()).toHaveLength(round), { timeout: 20_000 });
    await vi.waitFor(async () => expect(await sql`select * from kept`).toEqual([]), { timeout: 10_000 });
  }
  expect(lines.filter((line) => line === 'Postgres ended by SIGKILL unasked; starting it again')).toHaveLength(2);
  await server.stop();
  expect(postgresPids()).toEqual([]);
});

test('a stop in the midst of starting again ends all', async () => {
  const server = await start();
  process.kill(postmaster(), 'SIGKILL');
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  await server.stop();
  expect(postgresPids()).toEqual([]);
  await (await start()).stop();
});
