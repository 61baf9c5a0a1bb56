// What waits on this device to be sent: sealed sign-ups in IndexedDB, shared by the kiosk's pages and its service
// worker. One is deleted once the server has said that it need not be kept here any more, and never before.
(() => {
  // A change of the records' form gets a new number here and an upgrade that keeps the old ones.
  const version = 1;
  const atOnce = { items: 20, characters: 300_000 };
  const patience = 60_000;
  const changes = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('terrain-kiosk');
  // So many items go at once: fewer after each that got lost, lest a batch be too large for the network for ever.
  let most = atOnce.items;
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('terrain-kiosk', version);
      request.onupgradeneeded = () => request.result.createObjectStore('waiting', { keyPath: 'id' });
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        // Another tab with a newer version asks to be let in; or the browser took the database away.
        for (const event of ['versionchange', 'close']) {
          database.addEventListener(event, () => {
            database.close();
            opened = undefined;
          });
        }
        resolve(database);
      };
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  }

  // A device that slept may have lost its connection without a word: what failed is tried once more, with a new one.
  async function withStore(mode, run) {
    try {
      return await inTransaction(mode, run);
    } catch {
      opened = undefined;
      return await inTransaction(mode, run);
    }
  }

  // Ends once the transaction is on the disk, flat battery or not.
  async function inTransaction(mode, run) {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction('waiting', mode, { durability: 'strict' });
      const request = run(transaction.objectStore('waiting'));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('the device kept nothing'));
    });
  }

  // Tries whether this device keeps anything at all; throws what IndexedDB says where it does not.
  async function probe() {
    await withStore('readwrite', (store) => {
      store.put({ id: 'probe', sealed: 'x'.repeat(4_096) });
      return store.delete('probe');
    });
  }

  // `item` is { id, url, token, sealed }: where it goes, by which link, and what nobody here can read.
  async function add(item) {
    await withStore('readwrite', (store) => store.put({ ...item, version }));
    changed();
  }

  function count() {
    return withStore('readonly', (store) => store.count());
  }

  // Sends what waits, oldest first, in one tab at a time. Returns { waiting, problem, wait, ended }: how many are left,
  // why (`network`, `busy`, `link`; `elsewhere`: another tab is at it), the seconds that the server asked for, and
  // whether it said that the kiosk's link has ended.
  async function send() {
    if (!navigator.locks) return await sendAll();
    return await navigator.locks.request('terrain-kiosk', { ifAvailable: true }, async (lock) =>
      lock ? await sendAll() : { waiting: await count(), problem: 'elsewhere' },
    );
  }

  async function sendAll() {
    let last = '';
    let problem;
    let ended = false;
    for (;;) {
      const batch = await nextBatch(last);
      if (batch.length === 0) return { waiting: await count(), problem, ended };
      const answer = await post(batch);
      if (answer.problem === 'network') most = Math.max(1, Math.floor(most / 2));
      else if (answer.answers) most = Math.min(atOnce.items, most * 2);
      if (answer.problem) problem = answer.problem;
      // A link that is not known stops its own sign-ups alone.
      if (answer.problem && answer.problem !== 'link') return { waiting: await count(), ...answer };
      await forget(batch, answer.answers ?? []);
      ended ||= answer.answers?.some(({ reason }) => ['revoked', 'expired'].includes(reason)) ?? false;
      last = batch.at(-1).id;
    }
  }

  async function nextBatch(last) {
    const found = await withStore('readonly', (store) => store.getAll(IDBKeyRange.lowerBound(last, true), most));
    const longest = (atOnce.characters * most) / atOnce.items;
    const batch = [];
    let characters = 0;
    for (const item of found) {
      characters += item.sealed.length;
      const fits = batch.length === 0 || (characters <= longest && item.token === batch[0].token);
      if (!fits) break;
      batch.push(item);
    }
    return batch;
  }

  async function post([first, ...others]) {
    const items = [first, ...others].map(({ id, sealed }) => ({ id, sealed }));
    try {
      const answer = await fetch(first.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kiosk: first.token, sentAt: Date.now(), items }),
        // Older tablets have no such signal, and wait as long as their browser does.
        signal: AbortSignal.timeout?.(patience) ?? null,
      });
      if (answer.ok) return await answer.json();
      if ([400, 403, 404, 413].includes(answer.status)) return { problem: 'link' };
      return { problem: 'busy', wait: Number(answer.headers.get('retry-after')) || undefined };
    } catch {
      return { problem: 'network' };
    }
  }

  // What was refused lies on the server, for an organizer to look at: it may go from here as well.
  async function forget(batch, answers) {
    const ours = new Set(batch.map(({ id }) => id));
    const over = answers.filter(({ id, outcome }) => ours.has(id) && ['kept', 'already', 'refused'].includes(outcome));
    if (over.length === 0) return;
    await withStore('readwrite', (store) => {
      for (const { id } of over) store.delete(id);
    });
    changed();
  }

  // Tells this page and every other one.
  function changed() {
    changes?.postMessage('changed');
    queue.onchange?.();
  }
  if (changes) changes.onmessage = () => queue.onchange?.();

  const queue = { probe, add, count, send, onchange: undefined };
  globalThis.terrainKiosk = { ...globalThis.terrainKiosk, queue };
})();
