import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { CardFacts } from './card-facts.ts';

/** What the thread is asked for; `picture` is an uploaded one as a data URL. */
export type DrawingJob =
  | { kind: 'card'; facts: CardFacts; picture?: string | undefined }
  | { kind: 'png'; svg: string; width: number };

/** What it answers: bytes of a PNG, and what is missing from a card; or why there is none. */
export type Drawing = { png: Uint8Array; leftOut: string[] };
export type DrawingAnswer = { ok: true; drawing: Drawing } | { ok: false; error: unknown };

/** What a thread is started with, so that this file, imported by the main one, knows that it is not the thread. */
export const drawingThread = 'terrain drawing thread';

/** Where this file is: after the build its name has a hash in it, which nobody else can know. */
export const drawingThreadUrl = import.meta.url;

if (!isMainThread && parentPort && workerData === drawingThread) {
  const port = parentPort;
  port.on('message', async (job: DrawingJob) => {
    port.postMessage(await answer(job));
  });
}

async function answer(job: DrawingJob): Promise<DrawingAnswer> {
  try {
    // Here rather than on top: the main thread has no use for a layout engine in its memory.
    const { drawCard, drawPng } = await import('./draw-card.ts');
    if (job.kind === 'card') return { ok: true, drawing: await drawCard(job.facts, job.picture) };
    return { ok: true, drawing: { png: await drawPng(job.svg, job.width), leftOut: [] } };
  } catch (error) {
    return { ok: false, error };
  }
}
