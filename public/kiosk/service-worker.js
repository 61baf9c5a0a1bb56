// Keeps the kiosk's page and its parts on the device, and sends what waits when the network comes back and no page is
// open. It holds nothing itself: a new version takes over at once and loses nothing. `queue.js` comes before it.
const kept = `terrain-kiosk ${new URL(registration.scope).pathname}`;
const isPart = (path) =>
  /^\/(css|kiosk|pictures|favicon)/.test(path) || path.startsWith(new URL(registration.scope).pathname);
// A network that is there and does not answer is no network.
const patience = 4_000;

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(openPage(event));
  else if (isPart(pathname)) event.respondWith(openPart(request));
});

addEventListener('sync', (event) => event.waitUntil(sendInBackground()));

addEventListener('message', (event) => {
  // Without a network there is nothing to keep.
  if (event.data?.keep) event.waitUntil(keepKnown(event).catch(() => {}));
});

// The page of today where the network has it, else the one that is kept.
async function openPage(event) {
  const { request } = event;
  const cache = await caches.open(kept);
  const old = await cache.match(request.url);
  const fresh = fetch(request);
  if (old) fresh.catch(() => {});
  try {
    const page = await (old ? Promise.race([fresh, late()]) : fresh);
    if (page.ok) event.waitUntil(keepPage(cache, request.url, page.clone()).catch(() => {}));
    // A kiosk that was closed stays closed without a network too.
    const refuses = page.status === 403 || page.status === 410;
    const isClosed = refuses && (await page.clone().text()).includes('data-kiosk-closed');
    if (isClosed) await cache.delete(request.url);
    // Something on the way may answer with a refusal of its own.
    return (page.status >= 500 || (refuses && !isClosed)) && old ? old : page;
  } catch (error) {
    if (old) return old;
    throw error;
  }
}

function late() {
  return new Promise((_, reject) => setTimeout(reject, patience, new Error('the network does not answer')));
}

// A page is put in the place of the older one once all its parts are there: one without its script would be worse.
async function keepPage(cache, url, page) {
  const text = await page.clone().text();
  // A café's network may answer with a page of its own.
  if (!text.includes('data-kiosk=')) return;
  const parts = [...new Set([...text.matchAll(/\b(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path))].filter(
    (path) => isPart(new URL(path, location.origin).pathname) && !path.startsWith(`${new URL(url).pathname}?`),
  );
  for (const path of parts) {
    if (path.includes('?v=') && (await cache.match(path))) continue;
    const part = await fetch(path);
    if (part.ok && !isOther(path, part)) await cache.put(path, part);
    else if (/\.(css|js)\b/.test(path)) throw new Error(`${part.status} for ${path}`);
  }
  await cache.put(url, page);
  const wanted = new Set([...parts.map((path) => new URL(path, location.origin).href)]);
  for (const { url: other } of await cache.keys()) {
    const isPage = new URL(other).searchParams.has('k') && !new URL(other).pathname.endsWith('.webmanifest');
    if (!isPage && !wanted.has(other)) await cache.delete(other);
  }
}

// A machine that still has another version of it says not to keep it.
function isOther(path, part) {
  return path.includes('?v=') && /no-store/.test(part.headers.get('cache-control') ?? '');
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
async function keepKnown({ data, source }) {
  const cache = await caches.open(kept);
  const page = await fetch(data.keep);
  if (page.ok) await keepPage(cache, data.keep, page);
  source?.postMessage({ ready: page.ok });
}

async function sendInBackground() {
  const { waiting, problem } = await terrainKiosk.queue.send();
  // The browser tries again later by itself.
  if (waiting > 0 && problem !== 'link') throw new Error('some sign-ups still wait');
}
