// Sends what waits whenever there may be a network, and says on the volunteer's line how much still waits.
(() => {
  const { queue } = globalThis.terrainKiosk;
  const waits = [2, 5, 15, 30, 60, 120];
  // `words` gives those of the language that is shown; `canSign`, whether this page takes sign-ups; `isReady`, whether
  // it would open without a network; `isPersisted`, whether the browser promised to keep what waits; `onEnd` is called
  // when the server says that the kiosk's link has ended.
  const state = { words: undefined, canSign: false, isReady: false, isPersisted: true, onEnd: () => {} };
  let tries = 0;
  let timer;
  let problem;
  let isSending = false;

  function begin(changes) {
    set(changes);
    queue.onchange = tell;
    addEventListener('online', () => {
      tries = 0;
      now();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') now();
    });
    now();
  }

  function set(changes) {
    Object.assign(state, changes);
    tell();
  }

  async function now() {
    clearTimeout(timer);
    if (isSending) return;
    isSending = true;
    tell();
    const result = await queue.send().catch(() => ({ waiting: 0, problem: 'network' }));
    isSending = false;
    problem = result.problem;
    if (result.ended) state.onEnd();
    tell();
    if (result.waiting === 0) tries = 0;
    else later(result.wait);
  }

  // Later each time, and not all devices at the same moment. With every page closed, the browser itself wakes the
  // service worker, where it can (W3C Background Synchronization).
  function later(asked) {
    const seconds = asked ?? waits[Math.min(tries, waits.length - 1)] * (0.75 + Math.random() / 2);
    tries += 1;
    timer = setTimeout(now, seconds * 1_000);
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register('terrain-kiosk')).catch(() => {});
  }

  async function tell() {
    const waiting = await queue.count().catch(() => 0);
    const { canSign, isReady, isPersisted } = state;
    const words = state.words();
    const part = (name) => document.querySelector(`[data-${name}]`);
    write(part('waiting'), sentence(words, waiting).replace('{count}', waiting));
    part('waiting').dataset.waiting = waiting;
    // On a page where nobody can sign, the line is there as long as something waits.
    document.querySelector('.kiosk-bar').hidden = !canSign && waiting === 0;
    part('warning').hidden = isPersisted || waiting === 0;
    write(part('warning'), words.notPersisted);
    if (canSign) write(part('ready'), isReady ? words.ready : words.notReady);
  }

  function sentence(words, waiting) {
    if (waiting === 0) return words.waitingNone;
    if (problem === 'link') return words.linkLost;
    return isSending ? words.sending : words.waiting;
  }

  // What has not changed is not read aloud again.
  function write(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }

  globalThis.terrainKiosk = { ...globalThis.terrainKiosk, sending: { begin, set, now, tell } };
})();
