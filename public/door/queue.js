// What was tapped at the door and waits to be sent: ids and times in IndexedDB, no names, shared by the page and its
// service worker. One is deleted once the server has answered for it, and never before.
(() => {
  const atOnce = 100;
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('terrain-door', 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore('waiting', { keyPath: 'order', autoIncrement: true });
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.addEventListener('close', () => {
          opened = undefined;
        });
        resolve(request.result);
      };
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  }

  // A phone that slept may have lost its connection without a word: what failed is tried once more, with a new one.
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

  // `url` is the door's; `item` is { id, booking or token, act, at }.
  const add = (url, item) => withStore('readwrite', (store) => store.add({ url, item }));
  const all = () => withStore('readonly', (store) => store.getAll());

  // Sends what waits in the order of the taps, in one tab at a time. Returns { waiting, refused, problem, answers, here }:
  // how many are left, how many of them the server refuses to whoever is signed in, why others are (`network`,
  // `session`), what it said of each tap ({ id, outcome }), and by door, who is there.
  async function send() {
    const run = async (lock) => (lock === null ? { waiting: (await all()).length } : await sendAll());
    return navigator.locks
      ? await navigator.locks.request('terrain-door', { ifAvailable: true }, run)
      : await sendAll();
  }

  async function sendAll() {
    const refusing = new Set();
    const answers = [];
    const here = {};
    for (;;) {
      const waiting = await all();
      const open = waiting.filter(({ url }) => !refusing.has(url));
      const left = { waiting: waiting.length, refused: waiting.length - open.length, answers };
      if (open.length === 0) return { ...left, here };
      const [{ url }] = open;
      const batch = open.filter((one) => one.url === url).slice(0, atOnce);
      const answer = await post(batch);
      if (answer.problem === 'refused') {
        // A shift that is not theirs to see stops its own taps alone.
        refusing.add(url);
        continue;
      }
      if (answer.problem) return { ...left, problem: answer.problem };
      answers.push(...answer.answers);
      here[url] = answer.here;
      await withStore('readwrite', (store) => {
        for (const { order } of batch) store.delete(order);
      });
    }
  }

  async function post(batch) {
    try {
      const response = await fetch(`${batch[0].url}/taps`, {
        method: 'POST',
        // Whoever is not signed in any more is sent elsewhere, which is no answer.
        redirect: 'manual',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sentAt: new Date().toISOString(), items: batch.map(({ item }) => item) }),
        signal: AbortSignal.timeout?.(20_000) ?? null,
      });
      if (response.ok) return await response.json();
      if (response.type === 'opaqueredirect') return { problem: 'session' };
      return { problem: [400, 403, 404, 413].includes(response.status) ? 'refused' : 'network' };
    } catch {
      return { problem: 'network' };
    }
  }

  globalThis.terrainDoor = { add, all, send };
})();
