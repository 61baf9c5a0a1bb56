// Keeps the door's page and its parts on the device until the shift is over, and sends what was tapped when the network
// comes back and no page is open. `queue.js` comes before it.
const kept = `terrain-door ${new URL(registration.scope).pathname}`;
const page = new URL(registration.scope).pathname;

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('sync', (event) => event.waitUntil(sendInBackground()));

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === page) event.respondWith(openPage(event));
  else if (/^\/(css|js|door|favicon)/.test(pathname)) event.respondWith(openPart(request));
});

addEventListener('message', (event) => {
  if (event.data?.keep) event.waitUntil(keepKnown(event).catch(() => {}));
  if (event.data?.forget) event.waitUntil(caches.delete(kept));
});

async function openPage(event) {
  const cache = await caches.open(kept);
  try {
    const fresh = await fetch(event.request, { signal: AbortSignal.timeout?.(4_000) ?? null });
    if (fresh.ok && !fresh.redirected) event.waitUntil(keepPage(cache, fresh.clone()).catch(() => {}));
    // Whoever may not see it any more sees nothing of what is kept.
    if (fresh.status === 403 || fresh.status === 404 || fresh.redirected) await caches.delete(kept);
    return fresh;
  } catch (error) {
    const old = await cache.match(page);
    if (old && new Date(old.headers.get('x-until')) > new Date()) return old;
    await caches.delete(kept);
    throw error;
  }
}

// The page is put in the place of the older one once all its parts are there.
async function keepPage(cache, fresh) {
  const text = await fresh.text();
  const until = /data-until="([^"]+)"/.exec(text)?.[1];
  if (!until || new Date(until) < new Date()) return;
  for (const [, path] of text.matchAll(/\b(?:href|src)="(\/(?:css|js|door|favicon)[^"]+)"/g)) {
    if (path.includes('?v=') && (await cache.match(path))) continue;
    const part = await fetch(path);
    // A machine that still has another version of it says not to keep it: the page of before stays until all have.
    if (path.includes('?v=') && /no-store/.test(part.headers.get('cache-control') ?? '')) return;
    if (part.ok) await cache.put(path, part);
  }
  await cache.put(page, new Response(text, { headers: { ...Object.fromEntries(fresh.headers), 'x-until': until } }));
}

async function openPart(request) {
  const cache = await caches.open(kept);
  const old = await cache.match(request);
  // What carries a version never changes.
  if (old && request.url.includes('?v=')) return old;
  try {
    return await fetch(request);
  } catch (error) {
    if (old) return old;
    throw error;
  }
}

// The first page was loaded before this worker was there to keep it.
async function keepKnown({ source }) {
  const fresh = await fetch(page);
  if (fresh.ok && !fresh.redirected) await keepPage(await caches.open(kept), fresh);
  source?.postMessage({ ready: Boolean(await (await caches.open(kept)).match(page)) });
}

async function sendInBackground() {
  const sent = await terrainDoor.send();
  // The page, where one is open, says what the server said.
  for (const client of await clients.matchAll()) client.postMessage({ sent });
  // The browser tries again later by itself.
  if (sent.waiting > 0 && sent.problem === 'network') throw new Error('some taps still wait');
}
