import { spawn } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The user that a child process runs as; undefined: the same as this process. */
export type RunAs = { uid: number; gid: number } | undefined;

/** All that a child gets to see of the environment: none of the app's secrets, no PG* variable that would lead Postgres astray. */
export const childEnvironment: Record<string, string> =
  process.platform === 'win32'
    ? { LC_ALL: 'C' }
    : { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' };

/** A folder that every user may stand in: the app's own working directory may be closed to the child's user. */
export const neutralDirectory = process.platform === 'win32' ? process.cwd() : '/';

/**
 * Runs a command to its end, `input` on its standard input.
 * @returns whether it ended with 0, and what it printed on both outputs; never throws.
 */
export function run(
  command: string,
  args: string[],
  options: { runAs?: RunAs; input?: string } = {},
): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      ...options.runAs,
      cwd: neutralDirectory,
      env: childEnvironment,
      windowsHide: true,
    });
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * When a process began, as an opaque text that tells it from a later process of the same number.
 * @returns undefined where no such process lives; one that died and awaits its parent (a zombie) does not live.
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The second field is the command in brackets and may hold anything; the third (state) follows the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  }
  if (process.platform === 'win32') {
    return answersSignals(pid) ? 'alive' : undefined;
  }
  const ps = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const [state, ...began] = ps.output.trim().split(/\s+/);
  return ps.ok && state && !state.startsWith('Z') ? began.join(' ') : undefined;
}

/** Whether the system knows a process of that number that this one may signal; zombies count. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends a signal; that the process is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone between looking and signalling, or never ours: the caller waits and looks again.
  }
}

/** The command line of a process, its arguments parted by NUL on Linux and by blanks elsewhere; empty where there is none. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  }
  return process.platform === 'win32' ? '' : (await run('ps', ['-o', 'command=', '-p', String(pid)])).output.trim();
}

/**
 * Names the realm in which process numbers mean something: this boot of this machine, and this container. A number
 * noted in another realm says nothing here, whether it is in use or not.
 */
export async function processRealm(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return [boot.trim() || hostname(), namespace].filter(Boolean).join(' ');
}

/** Whether an error is the system's, of that code (ENOENT …). */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
