// The door of a shift: a tap is kept on the device first and sent then, so that a dead network loses nothing.
(() => {
  const root = document.querySelector('[data-door]');
  if (!root) return;
  const queue = globalThis.terrainDoor;
  const path = root.dataset.door;
  const words = JSON.parse(root.dataset.words);
  const part = (name) => root.querySelector(`[data-${name}]`);
  const forms = [...root.querySelectorAll('[data-person]')];
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  let tries = 0;
  let timer;
  let keeps = true;
  let refusedBefore = 0;
  let hasWaited = false;
  // Ids of the taps on codes of people who are not on this page.
  const unlisted = new Set();

  for (const form of forms) form.addEventListener('submit', (event) => tapped(event, form));
  if (part('tools')) part('tools').hidden = false;
  part('search')?.addEventListener('input', search);
  part('search')?.addEventListener('keydown', enter);
  addEventListener('online', () => {
    tries = 0;
    send();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') send();
  });
  start();

  async function start() {
    const waiting = await queue.all().catch(() => {
      keeps = false;
      return [];
    });
    // The page may be older than what was tapped on it.
    for (const { url, item } of waiting)
      if (url === path && item.booking) show(formOf(item.booking), item.act === 'in');
    count();
    if (!keeps) say(words.notKept);
    await keep();
    send();
    if ('BarcodeDetector' in globalThis && navigator.mediaDevices?.getUserMedia) offerScan();
  }

  // Whether this page would open without a network; after the shift nothing of it stays.
  async function keep() {
    const workers = navigator.serviceWorker;
    if (!workers || !keeps) return;
    if (new Date(root.dataset.until) < new Date()) {
      for (const name of await caches.keys()) if (name === `terrain-door ${path}`) await caches.delete(name);
      await (await workers.getRegistration(path))?.unregister();
      say(words.over);
      return;
    }
    workers.addEventListener('message', ({ data }) => {
      if (data?.ready) say(words.ready);
      if (data?.sent) tell(data.sent);
    });
    await workers.register(`${path}/service-worker.js`, { scope: path }).catch(() => undefined);
    const { active } = await workers.ready;
    active?.postMessage({ keep: true });
  }

  async function tapped(event, form) {
    if (!keeps) return;
    event.preventDefault();
    const button = form.querySelector('button');
    await tap({ booking: form.dataset.person, act: button.value }, form);
  }

  // What a device does not keep, its form sends: by itself, as without this script.
  function notKept(form) {
    keeps = false;
    say(words.notKept);
    form?.querySelector('button').click();
  }

  async function tap(what, form) {
    const item = { id: crypto.randomUUID(), at: new Date().toISOString(), ...what };
    try {
      await queue.add(path, item);
    } catch {
      return notKept(form);
    }
    if (form) {
      show(form, item.act === 'in');
      say((item.act === 'in' ? words.seen : words.undone).replace('{name}', form.dataset.name));
    } else {
      unlisted.add(item.id);
      say(words.noted);
    }
    count();
    send(form ? '' : words.noted);
  }

  function formOf(id) {
    return forms.find((form) => form.dataset.person === id);
  }

  function show(form, isHere) {
    if (!form) return;
    const button = form.querySelector('button');
    button.value = isHere ? 'out' : 'in';
    button.setAttribute('aria-pressed', String(isHere));
    form.querySelector('[data-state]').textContent = isHere ? words.here : words.tap;
  }

  function count() {
    part('here').textContent = forms.filter((form) => form.querySelector('button').value === 'out').length;
  }

  // `noted` is said together with how much waits.
  async function send(noted = '') {
    clearTimeout(timer);
    const sent = await queue.send().catch(() => undefined);
    if (sent) tell(sent, noted);
  }

  function tell({ waiting, refused = 0, problem, answers = [], here = {} }, noted = '') {
    clearTimeout(timer);
    const outcomes = answers.map(({ outcome }) => outcome);
    root.dataset.waiting = waiting;
    if (here[path]) for (const form of forms) show(form, here[path].includes(form.dataset.person));
    count();
    if (outcomes.includes('cancelled')) say(words.cancelled);
    else if (outcomes.includes('unknown')) say(words.unknown);
    else if (outcomes.includes('late')) say(words.late);
    else if (answers.some(({ id }) => unlisted.has(id))) say(words.seenUnlisted);
    else if (waiting > refused)
      say(`${noted} ${problem === 'session' ? words.session : words.waiting}`.trim().replace('{count}', waiting));
    // Said once: it must not stand where the next person's name is read.
    else if (refused > refusedBefore) say(words.refused.replace('{count}', refused));
    else if (answers.length > 1 || hasWaited) say(words.sent);
    refusedBefore = refused;
    hasWaited = waiting > refused;
    if (waiting === refused) tries = 0;
    else {
      tries += 1;
      timer = setTimeout(send, Math.min(60, 2 ** tries) * 1_000);
      navigator.serviceWorker?.ready.then((worker) => worker.sync?.register('terrain-door')).catch(() => {});
    }
  }

  function search() {
    const wanted = plain(part('search').value.trim());
    let found = 0;
    for (const form of forms) {
      const isIt = plain(form.dataset.name).includes(wanted) || plain(form.dataset.code).startsWith(wanted);
      form.closest('li').hidden = !isIt;
      if (isIt) found += 1;
    }
    part('nobody').hidden = found > 0;
  }

  // A code that was typed whole, or the one name that is left, by the Enter key.
  async function enter(event) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const shown = forms.filter((form) => !form.closest('li').hidden);
    const [form] = shown;
    if (shown.length !== 1 || form.querySelector('button').value === 'out') return;
    await tap({ booking: form.dataset.person, act: 'in' }, form);
    part('search').value = '';
    search();
  }

  function offerScan() {
    const button = part('scan');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', scan);
  }

  async function scan() {
    const video = part('camera');
    if (video.srcObject) return stop(video);
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.hidden = false;
      await video.play();
      look(video, new BarcodeDetector({ formats: ['qr_code'] }), '');
    } catch {
      stop(video);
      say(words.noCamera);
    }
  }

  async function look(video, detector, last) {
    if (!video.srcObject) return;
    let seen = last;
    try {
      const [code] = await detector.detect(video).catch(() => []);
      seen = code?.rawValue ?? last;
      if (seen !== last) await scanned(seen);
    } finally {
      setTimeout(look, 250, video, detector, seen);
    }
  }

  // The server judges the signature; the id in front of it says whom to show meanwhile. Who is not on the page may have
  // booked since it was loaded.
  async function scanned(token) {
    if (!/^[\w-]{30,200}$/.test(token)) return say(words.unknown);
    const form = formOf(idIn(token));
    if (form?.querySelector('button').value === 'out') return say(words.seen.replace('{name}', form.dataset.name));
    await tap({ token, act: 'in' }, form);
  }

  // Undefined where nothing is in it: any QR code may be held out.
  function idIn(token) {
    let bytes;
    try {
      bytes = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    } catch {
      return undefined;
    }
    const hex = [...bytes.slice(0, 16)].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  function stop(video) {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    video.hidden = true;
  }

  // What has not changed is not read aloud again.
  function say(text) {
    const line = part('line');
    line.hidden = false;
    if (line.textContent !== text) line.textContent = text;
  }
})();
