import { Worker } from 'node:worker_threads';
import type { Drawing, DrawingAnswer, DrawingJob } from './drawing-thread.ts';

/**
 * Draws pictures beside the thread that answers requests, so that however many are asked for, sign-ups go on.
 * Undefined when too many wait already: whoever asks is to come again.
 */
export type Drawer = { draw(job: DrawingJob): Promise<Drawing> | undefined };

type Waiting = { job: DrawingJob; resolve(drawing: Drawing): void; reject(error: unknown): void };

const mostWaiting = 32;
/** One drawing may take so long, in milliseconds; a few tenths of a second are usual. */
const longest = 15_000;
/** A thread with nothing to do gives its memory back after so long. */
const idleFor = 60_000;

/** A small machine must have room for sign-ups beside it; what needs more fails alone. */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

/** A drawer with one thread, started at the first drawing. Drawings are made one after the other. */
export function createDrawer(): Drawer {
  const queue: Waiting[] = [];
  let current: Waiting | undefined;
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;

  function next(): void {
    clearTimeout(timer);
    current = queue.shift();
    if (!current) {
      timer = setTimeout(dismiss, idleFor).unref();
      return;
    }
    timer = setTimeout(() => fail(new Error('a picture took too long to draw')), longest).unref();
    post(current.job).catch(fail);
  }

  async function post(job: DrawingJob): Promise<void> {
    // A dynamic import is what gives it a file of its own in the build.
    const { drawingThread, drawingThreadUrl } = await import('./drawing-thread.ts');
    worker ??= hire(new URL(drawingThreadUrl), drawingThread);
    worker.postMessage(job);
  }

  function hire(file: URL, workerData: string): Worker {
    const hired = new Worker(file, { workerData, resourceLimits });
    // It must not keep a process alive that has nothing else to do.
    hired.unref();
    hired.on('message', (answer: DrawingAnswer) => {
      // Of a thread that was given up: the drawing under way is another one.
      if (hired !== worker) return;
      if (answer.ok) current?.resolve(answer.drawing);
      else current?.reject(answer.error);
      next();
    });
    hired.on('error', (error) => {
      if (hired === worker) fail(error);
    });
    hired.on('exit', () => {
      if (hired === worker) fail(new Error('the drawing thread ended'));
    });
    return hired;
  }

  /** Gives up the drawing under way with its thread; the next one gets a new thread. */
  function fail(error: unknown): void {
    dismiss();
    current?.reject(error);
    next();
  }

  function dismiss(): void {
    const dismissed = worker;
    worker = undefined;
    void dismissed?.terminate();
  }

  return {
    draw: (job) => {
      if (queue.length >= mostWaiting) return undefined;
      return new Promise<Drawing>((resolve, reject) => {
        queue.push({ job, resolve, reject });
        if (!current) next();
      });
    },
  };
}
