import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { afterEach, expect, test, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { answerWithin } from '../../src/http/answer-within.ts';
import { startTest } from '../support/app.ts';

afterEach(() => void vi.useRealTimers());

function slowApp(onLate: () => void): Hono {
  const app = new Hono();
  app.use(answerWithin(50, onLate));
  app.post('/', async (c) => {
    await delay(175);
    return c.text('done');
  });
  app.onError((error, c) => c.text(error instanceof AppError ? error.kind : 'unexpected', 503));
  return app;
}

test('an answer that does not come in time is "unavailable"', async () => {
  const onLate = vi.fn();
  const answer = await slowApp(onLate).request('/', { method: 'POST' }, { incoming: { complete: true } });
  expect([answer.status, await answer.text()]).toEqual([503, 'unavailable']);
  expect(onLate).toHaveBeenCalledTimes(1);
});

test('whoever is still sending is waited for, and the database is not blamed for it', async () => {
  const onLate = vi.fn();
  const answer = await slowApp(onLate).request('/', { method: 'POST' }, { incoming: { complete: false } });
  expect([answer.status, await answer.text()]).toEqual([200, 'done']);
  expect(onLate).not.toHaveBeenCalled();
});

test('who has sent everything just now has the whole time from then on', async () => {
  const onLate = vi.fn();
  const incoming = { complete: false };
  const asked = slowApp(onLate).request('/', { method: 'POST' }, { incoming });
  await delay(140);
  incoming.complete = true;
  const answer = await asked;
  expect([answer.status, await answer.text()]).toEqual([200, 'done']);
  expect(onLate).not.toHaveBeenCalled();
});

test('who never sends the rest is given up on after a minute, and the database’s connections stay', async () => {
  const t = await startTest();
  const renew = vi.spyOn(t.deps.db, '$renew');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const body = new ReadableStream<Uint8Array>({ start: (sink) => sink.enqueue(new TextEncoder().encode('shift=')) });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = new Request('http://localhost:3000/s/x/bookings', { method: 'POST', headers, body, duplex: 'half' });
  let answered: Response | undefined;
  const asked = Promise.resolve(t.app.fetch(request, { incoming: { complete: false } })).then((answer) => {
    answered = answer;
  });
  await vi.advanceTimersByTimeAsync(59_000);
  expect(answered).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2_000);
  await asked;
  expect(answered?.status).toBe(503);
  expect(renew).not.toHaveBeenCalled();
  vi.useRealTimers();
  await t.close();
});
