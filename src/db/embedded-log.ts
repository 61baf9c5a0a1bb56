import { copyFile, readFile, stat, truncate } from 'node:fs/promises';

const largest = 8 * 1024 * 1024;

/** Keeps the server's log from growing for ever: past 8 MB it becomes `<file>.1`. The server appends, so it may go on. */
export async function rotateLog(file: string): Promise<void> {
  if ((await logSize(file)) > largest) {
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}

/** Size of the log in bytes; 0 where there is none. */
export async function logSize(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

/** What was written since the log had `from` bytes: its last lines, as many as a person will read. */
export async function lastLines(file: string, from: number): Promise<string> {
  const content = await readFile(file).catch(() => Buffer.alloc(0));
  return content.subarray(from).toString().trim().split('\n').slice(-12).join('\n');
}
