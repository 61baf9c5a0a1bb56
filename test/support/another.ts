import type { Hono } from 'hono';
import { createApp } from '../../src/app.tsx';
import { createDeps, type Deps } from '../../src/deps.ts';
import type { TestApp } from './app.ts';

/** One more machine on the same database, with the same clock and log. */
export function startAnother({ deps, clock }: TestApp): { app: Hono; deps: Deps; close(): Promise<void> } {
  const another = createDeps(deps.config, { clock, log: deps.log });
  return { app: createApp(another), deps: another, close: () => another.close() };
}
