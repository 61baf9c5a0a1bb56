import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * Makes a folder for an embedded server, named `prefix` and something. Others may pass through it: where this process is
 * root, the server's user could not enter, so its database would be kept elsewhere and outlive the folder.
 */
export async function makeOpenFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}
