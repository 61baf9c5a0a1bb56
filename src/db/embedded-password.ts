import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../errors.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { Cluster } from './embedded-cluster.ts';
import { isCode, run } from './embedded-process.ts';

/** The role that Terrain connects as, which is also the name of its database. */
export const role = 'terrain';

/** Where a data directory keeps the password of `role`: readable by its owner alone. */
export function passwordFile(dataDir: string): string {
  return path.join(dataDir, 'postgres.password');
}

/** @returns undefined where none is kept. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  const content = await readFile(passwordFile(dataDir), 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) {
      return '';
    }
    throw error;
  });
  return content.trim() || undefined;
}

/** Makes a password at random and keeps it; a crash leaves the file whole or not there. */
export async function makePassword(dataDir: string): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const draft = `${passwordFile(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${password}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, passwordFile(dataDir));
  return password;
}

/**
 * Gives a cluster that no server runs on a new password, its file being lost: Postgres in single-user mode asks for
 * none, because who can write the cluster's files has all of it anyway.
 */
export async function replacePassword(dataDir: string, cluster: Cluster, binaries: Binaries): Promise<string> {
  const password = await makePassword(dataDir);
  const changed = await run(binaries.postgres, ['--single', '-D', cluster.directory, 'postgres'], {
    runAs: cluster.runAs,
    input: `alter role ${role} password '${password}'\n`,
  });
  if (!changed.ok || changed.output.includes('ERROR')) {
    throw new StartError(`The database could not be given a new password:\n${changed.output.trim()}`);
  }
  return password;
}
