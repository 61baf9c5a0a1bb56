import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { answerWithin } from '../../src/http/answer-within.ts';

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
