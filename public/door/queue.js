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

  // Ends once the transaction is on the disk, flat battery or not.
  async function withStore(mode, run) {
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

  // Sends what waits in the order of the taps, in one tab at a time. Returns how many are left, the problem (`network`,
  // `session`) and what the server said last.
  async function send() {
    const run = async (lock) => (lock === null ? { waiting: (await all()).length } : await sendAll());
    return navigator.locks
      ? await navigator.locks.request('terrain-door', { ifAvailable: true }, run)
      : await sendAll();
  }

  async function sendAll() {
    const outcomes = [];
    let here;
    for (;;) {
      const [next, ...others] = await all();
      if (!next) return { waiting: 0, outcomes, here };
      const batch = [next, ...others.filter(({ url }) => url === next.url)].slice(0, atOnce);
      const answer = await post(batch);
      if (answer.problem) return { waiting: others.length + 1, problem: answer.problem, outcomes, here };
      outcomes.push(...answer.answers.map(({ outcome }) => outcome));
      here = { url: next.url, ids: answer.here };
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
        body: JSON.stringify({ items: batch.map(({ item }) => item) }),
        signal: AbortSignal.timeout?.(20_000) ?? null,
      });
      if (response.ok) return await response.json();
      // A shift that is not theirs to see any more takes nothing.
      return { problem: response.type === 'opaqueredirect' || response.status < 500 ? 'session' : 'network' };
    } catch {
      return { problem: 'network' };
    }
  }

  globalThis.terrainDoor = { add, all, send };
})();
