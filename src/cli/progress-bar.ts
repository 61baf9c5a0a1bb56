import { SingleBar } from 'cli-progress';

/** How far something is; `total` may become known, or grow, while it runs. */
export type Progress = (done: number, total: number) => void;

/** A bar where someone watches; silence in a log. */
export async function withProgress<T>(run: (progress: Progress) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return await run(() => {});
  const format = '{bar} {percentage} % · {value}/{total} · {eta_formatted}';
  const bar = new SingleBar({ format, clearOnComplete: true });
  bar.start(0, 0);
  try {
    return await run((done, total) => {
      bar.setTotal(total);
      bar.update(Math.min(done, total));
    });
  } finally {
    bar.stop();
  }
}
