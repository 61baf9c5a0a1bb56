import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { formBody } from '../support/forms.ts';
import type { AppProcess } from '../support/process.ts';
import type { Sent } from './browser.ts';

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };

/** What people and probes see meanwhile, and how soon. */
export async function lookDuringOutage(app: AppProcess, next: Sent, body: string): Promise<void> {
  const [landing, alive, sent, unready, booking, front, unknown] = await Promise.all([
    ask(app, '/fr/essai'),
    ask(app, '/healthz'),
    ask(app, '/fr/essai/signups', { method: 'POST', headers: urlencoded, body }),
    ask(app, '/readyz'),
    ask(app, `${next.location}/bookings`, {
      method: 'POST',
      headers: urlencoded,
      body: formBody({ shift: '01a00000-0000-7000-8000-000000000000' }),
    }),
    ask(app, '/'),
    ask(app, '/fr/inconnue'),
  ]);
  expect([landing.status, alive.status, unready.status]).toEqual([200, 200, 503]);
  expect(landing.took, 'the landing page comes from memory').toBeLessThan(3_000);
  expect(landing.text).toContain('name="form"');
  expect(unready.took).toBeLessThan(4_000);
  expect(sent.status).toBe(503);
  expect(Number(sent.headers.get('retry-after'))).toBeGreaterThan(0);
  for (const kept of ['Grace H.', '-typed@example.org', 'Rien n’est perdu', 'checked'])
    expect(sent.text).toContain(kept);
  // Sent again from this page, it is the same sign-up.
  expect(sent.text).toContain(`value="${new URLSearchParams(body).get('form')}"`);
  for (const asked of [sent, booking, front]) {
    expect(asked.status).toBe(503);
    expect(asked.headers.get('retry-after')).not.toBeNull();
    expect(asked.took, 'nobody waits for ever').toBeLessThan(11_000);
  }
  expect([404, 503]).toContain(unknown.status);
  expect(unknown.took).toBeLessThan(11_000);
}

/** Asks the process something; how it answered, and after how many milliseconds. */
export async function ask(app: AppProcess, where: string, init: RequestInit = {}) {
  const since = performance.now();
  const asked = fetch(app.url + where, { ...init, redirect: 'manual', signal: AbortSignal.timeout(25_000) });
  const answer = await asked.catch(async (error) => {
    await delay(500);
    stillThere(app);
    throw error;
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, took: performance.now() - since };
}

/** @throws Error with what it said, once the process has ended: nothing that is tried after that can succeed. */
export function stillThere(app: AppProcess): void {
  if (!app.alive()) throw new Error(`the process ended:\n${app.said()}`);
}
