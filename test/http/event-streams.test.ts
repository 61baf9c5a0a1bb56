import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { createBroadcast } from '../../src/http/broadcast.ts';
import { createEventStreams } from '../../src/http/event-streams.ts';
import { htmlOf, listenTo } from '../support/events.ts';

const beat = 'event: beat\ndata:';
const leaveRoom: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const leave of leaveRoom.splice(0)) await leave();
});

/** What is held, in bytes, once what nobody holds is gone. */
function memory(): number {
  setFlagsFromString('--expose_gc');
  runInNewContext('gc')();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** A counter that tests turn, on a port of loopback, with everything quicker than it is. */
async function open({ heartbeat = 60_000, patience = 60_000, most = 100, mostPerAddress = 100 } = {}) {
  const streams = createEventStreams({ heartbeat, patience });
  const state: { html: string | undefined; reads: number; mayStay: boolean } = { html: 'one', reads: 0, mayStay: true };
  const broadcast = createBroadcast({
    streams,
    read: async () => {
      state.reads += 1;
      return state.html;
    },
    every: 40,
    onError: (error) => expect.fail(String(error)),
  });
  const app = new Hono().get('/events', async (c) => {
    const room = { name: 'test', most, mostPerAddress };
    const address = c.req.query('from') ?? 'here';
    const answer = await broadcast.join(c, { key: '', room, address, mayStay: async () => state.mayStay });
    return typeof answer === 'string' ? c.text(answer, answer === 'full' ? 503 : 404) : answer;
  });
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  leaveRoom.push(() => {
    streams.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = address;
  const join = async (query = '') => await fetch(`http://127.0.0.1:${port}/events${query}`);
  return { streams, state, join, port, listen: async (query = '') => listenTo(await join(query)) };
}

describe('a broadcast', () => {
  test('says at once how things stand, and each change to everyone, from one look', async () => {
    const { state, listen } = await open();
    const [ada, bob] = [await listen(), await listen()];
    for (const one of [ada, bob]) {
      const first = await one.next();
      expect(first).toMatch(/^retry: \d{4}\n/);
      expect(htmlOf(first)).toBe('one');
    }
    state.html = 'two\nlines';
    for (const one of [ada, bob]) expect(htmlOf(await one.next())).toBe('two\nlines');
    const before = state.reads;
    await delay(400);
    expect(state.reads - before, 'two looks where one is enough').toBeLessThanOrEqual(10);
    expect(state.reads - before).toBeGreaterThan(3);
  });

  test('says nothing while nothing changes, but that it is there', async () => {
    const { listen } = await open({ heartbeat: 300 });
    const ada = await listen();
    await ada.next();
    expect(await ada.next(1_000)).toBe(beat);
    expect(await ada.next(1_000)).toBe(beat);
    const quiet = await (await open()).listen();
    await quiet.next();
    expect(await quiet.next(500)).toBe('silence');
  });

  test('does not look while nobody listens', async () => {
    const { state, streams, listen } = await open();
    const ada = await listen();
    await ada.next();
    await ada.leave();
    await expect.poll(() => streams.count()).toBe(0);
    const before = state.reads;
    await delay(200);
    expect(state.reads).toBe(before);
    state.html = 'later';
    expect(htmlOf(await (await listen()).next())).toBe('later');
  });

  test('ends with its subject', async () => {
    const { state, streams, listen } = await open();
    const ada = await listen();
    await ada.next();
    state.html = undefined;
    expect(await ada.next()).toBe('end');
    expect(streams.count()).toBe(0);
  });

  test('answers whoever finds no place, in all or from one address, and lets the next in once one has left', async () => {
    const { listen, join, streams } = await open({ most: 3, mostPerAddress: 2 });
    const ada = await listen();
    await listen();
    expect((await join()).status).toBe(503);
    await listen('?from=elsewhere');
    expect((await join('?from=third')).status).toBe(503);
    await ada.leave();
    await expect.poll(() => streams.count()).toBe(2);
    expect((await join('?from=third')).status).toBe(200);
  });

  test('can be neither kept nor held back on its way', async () => {
    const { headers } = await (await open()).join();
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('content-encoding')).toBeNull();
  });

  test('sends away whoever may not stay, at the next heartbeat', async () => {
    const { state, listen, streams } = await open({ heartbeat: 150 });
    const ada = await listen();
    await ada.next();
    state.mayStay = false;
    const heard = [await ada.next(), await ada.next()];
    expect(heard).toContain('end');
    expect(streams.count()).toBe(0);
  });

  test('ends for everyone at once, and nobody comes in any more', async () => {
    const { listen, join, streams } = await open();
    const ada = await listen();
    await ada.next();
    streams.close();
    expect(await ada.next(1_000)).toBe('end');
    expect((await join()).status).toBe(503);
  });

  test('keeps one event for a reader who stalls, and cuts them off after a while', async () => {
    const { state, port, streams } = await open({ heartbeat: 300, patience: 2_500 });
    const [ada, stalled] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    let heard = 0;
    ada.on('data', (bytes) => {
      heard += bytes.length;
    });
    stalled.on('error', () => {});
    for (const one of [ada, stalled]) one.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    stalled.pause();
    await expect.poll(() => streams.count()).toBe(2);
    const before = memory();
    for (let n = 0; n < 40; n++) {
      const further = heard + 1_000_000;
      state.html = `${n}${'x'.repeat(1_000_000)}`;
      await expect.poll(() => heard, { interval: 5 }).toBeGreaterThan(further);
    }
    expect(memory() - before, 'forty events of a megabyte are kept for nobody').toBeLessThan(25_000_000);
    await expect.poll(() => streams.count(), { timeout: 8_000 }).toBe(1);
    for (const one of [ada, stalled]) one.destroy();
  }, 240_000);
});
