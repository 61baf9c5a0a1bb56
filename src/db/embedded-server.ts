import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './embedded-binaries.ts';
import { lastLines, logSize, rotateLog } from './embedded-log.ts';
import { childEnvironment, neutralDirectory, type RunAs, run } from './embedded-process.ts';

/** Fit for a small machine that the app shares with its database. Nothing here trades away durability. */
const smallMachine: Record<string, string> = {
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '384MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '512MB',
  wal_compression: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  // People's addresses are in the statements and in the details of what failed: neither goes into a file.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** How to start a server on a cluster. `directory` is the cluster's real path. */
export type Launch = {
  binaries: Binaries;
  directory: string;
  runAs: RunAs;
  logFile: string;
  settings: Record<string, string>;
};

/** A server that accepts connections. `ended` resolves, with what ended it, once its process is gone. */
export type Running = { child: ChildProcess; port: number; launch: Launch; ended: Promise<string> };

/** How long a server may take to be ready: replaying a large log after a crash takes minutes on a slow disk. */
const readyWithinMs = 10 * 60_000;

/**
 * Starts a server on 127.0.0.1 and waits until it accepts connections, or until `stopping`.
 * @returns the server, or what it wrote before it gave up.
 */
export async function launchServer(
  launch: Launch,
  port: number,
  stopping?: AbortSignal,
): Promise<{ ok: true; server: Running } | { ok: false; output: string }> {
  await rotateLog(launch.logFile);
  const before = await logSize(launch.logFile);
  const server = await spawnServer(launch, port);
  guard(server);
  let end: string | undefined;
  void server.ended.then((how) => {
    end = how;
  });
  const deadline = Date.now() + readyWithinMs;
  while (end === undefined && Date.now() < deadline && !stopping?.aborted) {
    if (await isReady(server)) {
      return { ok: true, server };
    }
    await sleep(15);
  }
  if (end === undefined) {
    await shutDown(server);
  }
  return { ok: false, output: [await lastLines(launch.logFile, before), end].filter(Boolean).join('\n') };
}

async function spawnServer(launch: Launch, port: number): Promise<Running> {
  const settings = {
    ...smallMachine,
    ...launch.settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A socket file would lie in a folder that others share, or at a path too long for one.
    unix_socket_directories: '',
  };
  const log = await open(launch.logFile, 'a', 0o600);
  try {
    const child = spawn(
      launch.binaries.postgres,
      ['-D', launch.directory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...launch.runAs,
        cwd: neutralDirectory,
        env: childEnvironment,
        windowsHide: true,
        // Out of the terminal's reach: Ctrl-C is for the app, which stops its server last.
        detached: process.platform !== 'win32',
        stdio: ['ignore', log.fd, log.fd],
      },
    );
    const ended = new Promise<string>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
    });
    return { child, port, launch, ended };
  } finally {
    await log.close();
  }
}

/** The eighth line of a server's pid file is its state. */
async function isReady(server: Running): Promise<boolean> {
  const lines = (await readFile(path.join(server.launch.directory, 'postmaster.pid'), 'utf8').catch(() => '')).split(
    '\n',
  );
  return Number(lines[0]) === server.child.pid && lines[7]?.trim() === 'ready';
}

/**
 * Lets the server end with the app, however that dies: a shell waits for the end of a pipe that only the app holds
 * open, then asks the server to stop. Without a shell the server outlives a killed app until the next start.
 */
function guard(server: Running): void {
  if (process.platform === 'win32' || !server.child.pid) {
    return;
  }
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(server.child.pid)], {
    ...server.launch.runAs,
    cwd: neutralDirectory,
    env: childEnvironment,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  // Its number may be another's one day: the guard goes with the server.
  void server.ended.then(() => shell.kill('SIGKILL'));
}

/** Stops a server: a fast shutdown, which waits for no client; a harder one where it does not end. */
export async function shutDown(server: Running): Promise<void> {
  let ended = false;
  const end = server.ended.then(() => {
    ended = true;
  });
  if (process.platform === 'win32') {
    await run(server.launch.binaries.pg_ctl, ['stop', '-m', 'fast', '-D', server.launch.directory]);
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    server.child.kill(signal);
    const patience = new AbortController();
    await Promise.race([end, sleep(5_000, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    if (ended) {
      return;
    }
  }
  await end;
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port to be had')),
      );
    });
  });
}
