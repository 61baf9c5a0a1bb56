import { rm } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { makeOpenFolder } from './open-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the run's server; its database `template` is migrated and has no connections. */
    serverUrl: string;
  }
}

/** One server for the whole run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeOpenFolder('terrain-test-');
  const server = await startEmbedded({
    dataDir: path.join(folder, 'data'),
    // A clone goes through the log page by page: compressing them took five times as long as all the rest of it.
    settings: { fsync: 'off', wal_compression: 'off', max_connections: '200' },
  });
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create database template`;
  await admin.end();
  const template = new URL(server.url);
  template.pathname = '/template';
  await migrate(template.href);
  project.provide('serverUrl', server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
