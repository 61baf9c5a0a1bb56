import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app.tsx';
import { broadcastJobs } from './broadcasts/jobs.ts';
import { bulkActJobs } from './bulk-acts/jobs.ts';
import { type Config, readConfig } from './config.ts';
import { crmInboundJobs } from './crm/inbound-jobs.ts';
import { crmJobs } from './crm/jobs.ts';
import { startEmbedded } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { deliveryJobs } from './delivery/jobs.ts';
import { noteBounce } from './delivery/note-bounce.ts';
import { createDeps, createLog, type Deps, type Overrides } from './deps.ts';
import { StartError } from './errors.ts';
import { exportJobs } from './exports/jobs.ts';
import { enrolMany } from './followups/enrol-many.ts';
import { followupJobs } from './followups/jobs.ts';
import { stopSequence } from './followups/stop-sequence.ts';
import { takeOut } from './followups/take-out.ts';
import { campaignJobs } from './imports/campaign-jobs.ts';
import { importJobs } from './imports/jobs.ts';
import { type JobHandlers, startRunner } from './jobs/runner.ts';
import { jobs as organizerJobs } from './organizers/jobs.ts';
import { outreachJobs } from './outreach/jobs.ts';
import { privacyJobs } from './privacy/jobs.ts';
import type { ReplyActs } from './replies/acts.ts';
import { replyJobs } from './replies/jobs.ts';
import { watchMailbox } from './replies/watch-mailbox.ts';
import { sequenceJobs } from './sequences/jobs.ts';
import { shiftJobs } from './shifts/jobs.ts';
import { signupJobs } from './signups/jobs.ts';
import { leave } from './space/leave.ts';
import { teamJobs } from './teams/jobs.ts';

type Parts = {
  web: boolean;
  worker: boolean;
  /** Called once everything runs. */
  ready?: (deps: Deps) => Promise<void>;
  /** What a benchmark measures without. */
  overrides?: Overrides;
};

/** A part that runs, and how it is stopped: nothing new begins, what has begun is finished. */
type Running = { stop(): Promise<void> };

/** After this long, requests that are still being answered are cut off, in milliseconds. */
const drainFor = 6_000;
/** Whatever hangs, the process ends after this long. */
const stopWithin = 9_500;

/**
 * A process from start to end: settings, database, migrations, the parts, and at SIGTERM or SIGINT a stop that loses
 * nothing and ends with code 0 within ten seconds.
 */
export async function runProcess(parts: Parts): Promise<void> {
  const running: Running[] = [];
  const { stop, stopping } = stopOnce(running);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    const config = readConfig(process.env);
    if (config.databaseUrl === undefined && parts.web !== parts.worker) {
      throw new StartError(
        'DATABASE_URL: needed where web and worker are apart; on the embedded database, `npm start` is both',
      );
    }
    const database = await openDatabase(config);
    running.unshift(database);
    await migrate(database.url);
    const deps = createDeps({ ...config, databaseUrl: database.url, secret: database.secret }, parts.overrides);
    running.unshift({ stop: () => deps.close() });
    // At the same time, for each may take most of the time there is.
    const sides: Running[] = [];
    running.unshift({ stop: async () => void (await Promise.all(sides.map((side) => side.stop()))) });
    if (parts.worker) sides.push(await startRunner(deps, jobHandlers));
    if (parts.worker && config.imap) sides.push(watchMailbox(deps, config.imap, replyActs));
    if (parts.web) sides.push(await startWeb(deps));
    // We speak http alone: where the public address is https, a proxy stands before us.
    if (parts.web && config.baseUrl.startsWith('https:') && config.trustProxy === undefined) {
      deps.log.warn('TRUST_PROXY is unset: all visitors count as one, and few may sign up in a minute');
    }
    await parts.ready?.(deps);
  } catch (error) {
    // Told to stop in the middle of its start: what that interrupts is no fault, and `stop` ends the process.
    if (stopping()) return;
    console.error(error instanceof StartError ? error.message : error);
    for (const part of running) await part.stop().catch(() => {});
    process.exit(1);
  }
}

/** What a reply does in other features. */
export const replyActs: ReplyActs = {
  leave,
  stopSequence: (tx, stop) => stopSequence(tx, { ...stop, reason: 'replied' }),
  noteBounce,
};

/** Every job of every feature. */
export const jobHandlers: JobHandlers = {
  ...followupJobs,
  ...shiftJobs,
  ...broadcastJobs,
  ...deliveryJobs,
  ...signupJobs,
  ...outreachJobs,
  ...teamJobs,
  ...organizerJobs,
  ...bulkActJobs({ enrol: { change: enrolMany, undo: takeOut } }),
  ...replyJobs(replyActs),
  ...privacyJobs,
  ...campaignJobs,
  ...sequenceJobs,
  ...importJobs,
  ...exportJobs,
  ...crmJobs,
  ...crmInboundJobs,
};

/**
 * The database that the settings name, or the embedded one; with it the secret that signs links and sessions.
 * `running` is the URL of an embedded one that another process runs already.
 */
export async function openDatabase(
  config: Config,
  running?: string,
): Promise<Running & { url: string; secret: string }> {
  if (config.databaseUrl !== undefined && config.secret !== undefined) {
    return { url: config.databaseUrl, secret: config.secret, stop: async () => {} };
  }
  if (running !== undefined) {
    return { url: running, secret: config.secret ?? (await keptSecret(config.dataDir)), stop: async () => {} };
  }
  const log = createLog(config);
  const server = await startEmbedded({ dataDir: config.dataDir, log: (line) => log.info(line) });
  return { ...server, secret: config.secret ?? (await keptSecret(config.dataDir)) };
}

/** The secret made at the first start and kept beside the database: links that are in people's mail go on working. */
async function keptSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'secret');
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < 32)
    throw new StartError(`SECRET: ${file} is damaged; delete it, and links already sent stop working`);
  return secret;
}

async function startWeb(deps: Deps): Promise<Running> {
  const listener = getRequestListener(createApp(deps).fetch);
  const server = createServer({ keepAliveTimeout: 65_000 }, deps.readyPages.before(listener));
  await listen(server, deps.config);
  deps.announcements.open();
  return {
    stop: async () => {
      // They would never end by themselves.
      deps.streams.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection that is kept open becomes idle when its answer is through.
      const sweep = setInterval(() => server.closeIdleConnections(), 100);
      const cut = setTimeout(() => server.closeAllConnections(), drainFor);
      await closed;
      clearTimeout(cut);
      clearInterval(sweep);
    },
  };
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(taken ? new StartError(`PORT: ${port} is taken by another program; set another one`) : error);
    });
    server.listen(port, host, resolve);
  });
}

function stopOnce(running: Running[]): { stop(): void; stopping(): boolean } {
  let stopping = false;
  return {
    stopping: () => stopping,
    stop: () => {
      if (stopping) return;
      stopping = true;
      const stopped = (async () => {
        for (const part of running) await part.stop().catch((error) => console.error(error));
      })();
      void Promise.race([stopped, delay(stopWithin)]).then(() => process.exit(0));
    },
  };
}
