import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded.ts';
import { StartError } from '../../src/errors.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A data directory that a server has been started on once; most tests begin with a copy of it, initdb being slow. */
let template: string;
let base: string;
let dataDir: string;
let lines: string[];
let servers: EmbeddedServer[];
let bystanders: ChildProcess[];

beforeAll(async () => {
  template = await mkdtemp(path.join(tmpdir(), 'terrain-embedded-'));
  await chmod(template, 0o755);
  await (await startEmbedded({ dataDir: path.join(template, '.data'), settings: { fsync: 'off' } })).stop();
});

afterAll(() => rm(template, { recursive: true, force: true }));

beforeEach(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), 'terrain-embedded-')));
  // Closed to others by mkdtemp: what root does then is a matter for the tests of root.
  await chmod(base, 0o755);
  dataDir = path.join(base, '.data');
  lines = [];
  servers = [];
  bystanders = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  for (const bystander of bystanders) {
    bystander.kill('SIGKILL');
  }
  await rm(base, { recursive: true, force: true });
});

/** Puts a database into `dataDir` that an earlier start made and stopped. */
function earlierStart(): void {
  execFileSync('cp', ['-Rp', path.join(template, '.data'), dataDir]);
}

async function start(settings: Record<string, string> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({
    dataDir,
    log: (line) => lines.push(line),
    settings: { fsync: 'off', ...settings },
  });
  servers.push(server);
  return server;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

test('a first start makes a UTF-8 database with checksums, reachable from this machine alone', async () => {
  const server = await start();
  const [facts] = await query(
    server.url,
    `select current_database() as database, current_setting('server_version_num')::int / 10000 as major,
       pg_encoding_to_char(encoding) as encoding, datlocale as locale, upper('é') as upper,
       current_setting('data_checksums') as checksums, current_setting('listen_addresses') as addresses,
       current_setting('unix_socket_directories') as sockets, current_setting('password_encryption') as passwords
     from pg_database where datname = current_database()`,
  );
  expect(facts).toEqual({
    database: 'terrain',
    major: 18,
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    upper: 'É',
    checksums: 'on',
    addresses: '127.0.0.1',
    sockets: '',
    passwords: 'scram-sha-256',
  });
});

test('the password is asked for, and readable by its owner alone', async () => {
  const server = await start();
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  const names = await readdir(dataDir);
  expect(names.sort()).toEqual(['lock', 'postgres', 'postgres.log', 'postgres.password']);
  for (const name of ['postgres.password', 'postgres.log']) {
    expect((await stat(path.join(dataDir, name))).mode & 0o077).toBe(0);
  }
  expect((await stat(path.join(dataDir, 'postgres'))).mode & 0o077).toBe(0);
  expect(await readdir(path.join(dataDir, 'postgres'))).not.toContain('password');
});

test('without settings of its own nothing of durability is traded away', async () => {
  const server = await startEmbedded({ dataDir });
  servers.push(server);
  const rows = await query(
    server.url,
    `select name, setting from pg_settings
     where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum', 'max_connections') order by name`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
    autovacuum: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    max_connections: '60',
    synchronous_commit: 'on',
  });
});

test('data and password survive a stop and a start; settings are per start', async () => {
  const first = await start();
  await query(first.url, 'create table kept (word text); ');
  await query(first.url, "insert into kept values ('été')");
  await first.stop();
  await first.stop();
  const second = await start({ max_connections: '17' });
  expect(await query(second.url, "select word, current_setting('max_connections') as many from kept")).toEqual([
    { word: 'été', many: '17' },
  ]);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
});

test('a stop does not wait for open connections', async () => {
  earlierStart();
  const server = await start();
  const sql = postgres(server.url, { max: 1 });
  const sleeping = sql`select pg_sleep(60)`.catch((error: unknown) => error);
  await vi.waitFor(async () => {
    const [row] = await query(
      server.url,
      "select count(*)::int as n from pg_stat_activity where query ~ 'pg_sleep.60'",
    );
    expect(row?.n).toBeGreaterThan(1);
  });
  const before = Date.now();
  await server.stop();
  expect(Date.now() - before).toBeLessThan(4_000);
  expect(await sleeping).toBeInstanceOf(Error);
  await sql.end({ timeout: 1 });
});

test('a second start on the same folder is refused with the owner’s number, and harms nothing', async () => {
  earlierStart();
  const server = await start();
  const refused = await startEmbedded({ dataDir }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StartError);
  expect(String(refused)).toContain(`${dataDir} is in use by another Terrain: process ${process.pid}, since 20`);
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('of two first starts at once one wins', async () => {
  const outcomes = await Promise.allSettled([start(), start(), start()]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
});

test.each([
  ['of a process that is gone', async () => '999999999'],
  ['that was never finished', async () => ''],
  ['whose number an unrelated process bears by now', async () => String(await bystander())],
])('a pid file %s does not hinder a start', async (_, pid) => {
  earlierStart();
  const content = await pid();
  const file = path.join(dataDir, 'postgres', 'postmaster.pid');
  await writeFile(file, content && `${content}\n${dataDir}/postgres\n1700000000\n5432\n\n127.0.0.1\n  1 2\nready   \n`);
  const server = await start();
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(bystanders.every((process) => process.exitCode === null && process.signalCode === null)).toBe(true);
});

/** A process that stands where Postgres would and has its cluster's path among its words, and yet is none. */
async function bystander(): Promise<number> {
  const directory = path.join(dataDir, 'postgres');
  const child = spawn('sleep', ['60'], { cwd: directory, stdio: 'ignore' });
  bystanders.push(child);
  return child.pid ?? 0;
}

test('a lost password is replaced; the data stays', async () => {
  earlierStart();
  const first = await start();
  await query(first.url, 'create table kept ()');
  await first.stop();
  await rm(path.join(dataDir, 'postgres.password'));
  const second = await start();
  expect(await query(second.url, 'select * from kept')).toEqual([]);
  expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
});

test('a wrong password file stops the start with its name', async () => {
  earlierStart();
  await writeFile(path.join(dataDir, 'postgres.password'), 'wrong\n');
  await expect(start()).rejects.toThrow(/password in .*postgres\.password is not the database's/);
});

test('a folder of something else is left alone', async () => {
  await mkdir(path.join(dataDir, 'postgres'), { recursive: true });
  await writeFile(path.join(dataDir, 'postgres', 'thesis.txt'), 'mine');
  await expect(start()).rejects.toThrow(/is not empty and holds no database/);
  expect(await readFile(path.join(dataDir, 'postgres', 'thesis.txt'), 'utf8')).toBe('mine');
});

test('a database that is gone is not replaced by an empty one', async () => {
  await mkdir(dataDir);
  await symlink(path.join(base, 'gone'), path.join(dataDir, 'postgres'));
  await expect(start()).rejects.toThrow(/is kept in .*gone, which cannot be read/);
});

test('a server that cannot start says why, names its log and the way out, and lets go of the folder', async () => {
  earlierStart();
  const refused = await start({ shared_buffers: 'plenty' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StartError);
  expect(String(refused)).toMatch(/invalid value for parameter "shared_buffers": "plenty"/);
  expect(String(refused)).toContain(path.join(dataDir, 'postgres.log'));
  expect(String(refused)).toContain('DATABASE_URL');
  await start();
});

test('a platform without an embedded Postgres is told about DATABASE_URL', async () => {
  const arch = Object.getOwnPropertyDescriptor(process, 'arch') ?? {};
  Object.defineProperty(process, 'arch', { ...arch, value: 'mips' });
  try {
    await expect(start()).rejects.toThrow(/no embedded Postgres for \w+-mips.*DATABASE_URL/);
  } finally {
    Object.defineProperty(process, 'arch', arch);
  }
});

test('a large log is set aside', async () => {
  await mkdir(dataDir);
  await writeFile(path.join(dataDir, 'postgres.log'), Buffer.alloc(9 * 1024 * 1024, 'old line\n'));
  await start();
  expect((await stat(path.join(dataDir, 'postgres.log'))).size).toBeLessThan(100_000);
  expect((await stat(path.join(dataDir, 'postgres.log.1'))).size).toBe(9 * 1024 * 1024);
});
