import { setTimeout as sleep } from 'node:timers/promises';
import { rotateLog } from './embedded-log.ts';
import { endOrphans } from './embedded-orphans.ts';
import { launchServer, type Running, shutDown } from './embedded-server.ts';

const shortestPauseMs = 100;
const longestPauseMs = 10_000;
/** A server that lived this long did not fail at starting: the next pause is short again. */
const steadyMs = 60_000;
const logCheckMs = 60_000;

/**
 * Keeps a server running until `stop`: one that ends unasked is started again on the same port, so that clients find
 * it where it was. `stop` resolves once the server is gone.
 */
export function keepRunning(first: Running, log: (line: string) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const rotation = setInterval(() => void rotateLog(first.launch.logFile).catch(() => undefined), logCheckMs).unref();
  const watching = watch(first, stopping.signal, log);
  return {
    async stop() {
      clearInterval(rotation);
      stopping.abort();
      await watching;
    },
  };
}

async function watch(first: Running, stopping: AbortSignal, log: (line: string) => void): Promise<void> {
  const asked = new Promise<undefined>((resolve) => {
    stopping.addEventListener('abort', () => resolve(undefined));
  });
  let server: Running | undefined = first;
  let pauseMs = shortestPauseMs;
  while (server || !stopping.aborted) {
    if (server) {
      const since = Date.now();
      const how = await Promise.race([asked, server.ended]);
      if (how === undefined) {
        return shutDown(server);
      }
      log(`Postgres ${how} unasked; starting it again`);
      pauseMs = Date.now() - since > steadyMs ? shortestPauseMs : pauseMs;
    }
    await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    server = stopping.aborted ? undefined : await startAgain(first, stopping, log);
  }
}

async function startAgain(
  first: Running,
  stopping: AbortSignal,
  log: (line: string) => void,
): Promise<Running | undefined> {
  try {
    await endOrphans(first.launch.directory, first.launch.runAs, log);
    const launched = await launchServer(first.launch, first.port, stopping);
    if (launched.ok) {
      log('Postgres is running again');
      return launched.server;
    }
    log(`Postgres did not start again:\n${launched.output}`);
  } catch (error) {
    log(`Postgres did not start again: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}
