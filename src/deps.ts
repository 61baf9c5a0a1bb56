import pino, { type Logger } from 'pino';
import { createGuards, type Guards } from './campaigns/guards.ts';
import { type Campaign, findCampaign } from './campaigns/queries.ts';
import { createRefusalCounter, type RefusalCounter } from './campaigns/refusal-counter.ts';
import type { Config } from './config.ts';
import { type Announcements, createAnnouncements } from './db/announcements.ts';
import { connect, type Db } from './db/client.ts';
import { isConnectionError } from './db/connection-error.ts';
import { loggableError } from './db/loggable-error.ts';
import { createStaleCache, type StaleCache } from './db/stale-cache.ts';
import { AppError } from './errors.ts';
import { createEventStreams, type EventStreams } from './http/event-streams.ts';
import { createReadyPages, type ReadyPages } from './http/ready-pages.ts';
import { chooseMailer } from './mail/choose-mailer.ts';
import type { Mailer } from './mail/mailer.ts';
import { createViewCounter, type ViewCounter } from './numbers/view-counter.ts';
import { createPictureStore, type PictureStore } from './pictures/store.ts';
import { type CommitSignups, commitThrough, createIntake, type Intake } from './signups/intake.ts';

/** The time, so that tests can move it. */
export type Clock = { now(): Date };

/** What a process knows once its database runs: the settings with nothing left open. */
export type Settled = Config & { databaseUrl: string; secret: string };

/** What every part is given: all the wiring, replaceable by overrides, never mocked. */
export type Deps = {
  config: Settled;
  databaseUrl: string;
  db: Db;
  mailer: Mailer;
  clock: Clock;
  log: Logger;
  /** Campaigns by slug, drafts included, at most a few seconds old. */
  campaigns: StaleCache<Campaign>;
  /** What other processes, and this one, say has changed. */
  announcements: Announcements;
  /** Told of a small read that failed, or got no answer, while an older answer could be given. */
  onStale(error: unknown): void;
  /** Told of figures that could not be had, or written down: a count may take long while the connections are well. */
  onMissed(error: unknown): void;
  refusals: RefusalCounter;
  /** Which campaigns' forms ask for a proof of work. */
  guards: Guards;
  intake: Intake;
  /** Pictures that organizers uploaded. */
  pictures: PictureStore;
  /** Pages that can be sent from memory without the router. */
  readyPages: ReadyPages;
  /** How often campaigns' pages are opened. */
  views: ViewCounter;
  /** Everyone who listens to figures that move. */
  streams: EventStreams;
  /** Lets go of everything, once what waits is done. */
  close(): Promise<void>;
};

/** What a test or a benchmark puts in place of the real thing. `commit` is what the intake commits sign-ups with. */
export type Overrides = Partial<Pick<Deps, 'mailer' | 'clock' | 'log'>> & { commit?: CommitSignups };

/** Wires everything up; no connection is opened before it is needed. */
export function createDeps(config: Settled, overrides: Overrides = {}): Deps {
  const { databaseUrl } = config;
  const log = overrides.log ?? createLog(config);
  const clock = overrides.clock ?? { now: () => new Date() };
  const db = connect(databaseUrl);
  const mailer = overrides.mailer ?? chooseMailer(config, db, clock);
  const onStale = (error: unknown) => {
    log.warn({ err: error }, 'the database does not answer; serving what is in memory');
    if (isConnectionError(error) || error instanceof AppError) db.$renew();
  };
  const onMissed = (error: unknown) => {
    if (isConnectionError(error)) return onStale(error);
    log.warn({ err: error }, 'figures could not be had; going on with older ones');
  };
  const { commit, close: closeCommits } = overrides.commit
    ? { commit: overrides.commit, close: async () => {} }
    : commitThrough(databaseUrl);
  const intake = createIntake(commit);
  const guards = createGuards(db, clock, onStale);
  const refusals = createRefusalCounter(db, clock, { onError: onStale, onGuarded: guards.clear });
  const views = createViewCounter(db, { clock, timezone: config.timezone, onError: onMissed });
  const streams = createEventStreams();
  const campaigns = createStaleCache((slug) => findCampaign(db, slug), {
    freshFor: 2_000,
    staleFor: 30_000,
    onError: onStale,
  });
  const announcements = createAnnouncements(databaseUrl, (error) =>
    log.debug({ err: error }, 'the connection that listens was lost'),
  );
  announcements.on('campaign', (changed) => campaigns.expire((slug) => changed === undefined || slug === changed));
  return {
    config,
    databaseUrl,
    db,
    mailer,
    clock,
    log,
    campaigns,
    announcements,
    onStale,
    onMissed,
    refusals,
    guards,
    intake,
    pictures: createPictureStore(config, db),
    readyPages: createReadyPages(),
    views,
    streams,
    close: async () => {
      streams.close();
      await intake.drain();
      await Promise.all([refusals.close(), views.close(), announcements.close()]);
      await Promise.all([closeCommits(), mailer.close(), db.$client.end({ timeout: 5 })]);
    },
  };
}

/** The log: one JSON line an event on standard output; addresses and tokens stay out of it. */
export function createLog(config: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: config.logLevel, base: null, serializers: { err: loggableError } });
}
