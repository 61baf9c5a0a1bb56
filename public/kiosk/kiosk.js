// The kiosk: one person after the other signs, with a network or without. What each typed is sealed and kept
// (`seal.js`, `queue.js`) before they are thanked, and is gone from the page by then.
(() => {
  const { seal, newId, check, queue, screens, sending } = globalThis.terrainKiosk;
  const settings = JSON.parse(document.body.dataset.kiosk);
  const thanksFor = 20;
  const idleAfter = 90;
  const idleNotice = 30;
  // A page that has been open for longer is loaded anew between two people, with a newer key and newer words.
  const freshFor = 6 * 3_600_000;
  const openedAt = Date.now();
  let locale = settings.locale;
  let form;
  let clock;
  let isReady = false;
  let linkHasEnded = false;
  let isTouched = false;

  const words = () => settings.words[locale];

  // --- One person after the other

  function nextPerson() {
    stopClock();
    const isOld = Date.now() - openedAt > freshFor;
    if ((isOld && isReady) || linkHasEnded) {
      if (navigator.onLine) return location.reload();
    }
    locale = settings.locale;
    showForm();
    sending.tell();
  }

  function showForm() {
    stopClock();
    if (Date.now() > settings.expiresAt) {
      form = undefined;
      screens.show('expired', locale);
      return;
    }
    isTouched = false;
    form = screens.show('form', locale);
  }

  async function sign() {
    const button = form.querySelector('[type=submit]');
    if (form.dataset.sealing) return;
    const at = Date.now();
    const fields = [...new FormData(form)];
    const wrong = check(fields, settings.rules);
    screens.tell(form, wrong, locale, words());
    if (Object.keys(wrong).length > 0) return watchIdleness();
    form.dataset.sealing = 'yes';
    watchIdleness();
    button.setAttribute('aria-disabled', 'true');
    try {
      await keep(at, fields);
    } catch {
      delete form.dataset.sealing;
      button.removeAttribute('aria-disabled');
      watchIdleness();
      return screens.notice(form, locale, words().notKept);
    }
    // The volunteer's line counts this one before anybody reads the thanks.
    await sending.tell();
    thank();
    sending.now();
  }

  // The id, the time, the language and the consent's sentence are those of this moment.
  async function keep(at, fields) {
    const id = newId();
    const signed = { at, locale, form: String(new URLSearchParams(fields)), wording: settings.wording[locale] };
    const sealed = await seal(settings.key, id, JSON.stringify(signed));
    await queue.add({ id, url: settings.url, token: settings.token, sealed });
  }

  function thank() {
    form = undefined;
    screens.show('thanks', locale);
    const hint = document.querySelector('[data-countdown]');
    countDown(thanksFor, nextPerson, (seconds) => {
      // Each second is not for reading aloud.
      hint.textContent = words().backIn.replace('{seconds}', seconds);
    });
  }

  // What somebody typed and left must not be there for the next one. They are asked first (WCAG 2.2.1).
  function watchIdleness() {
    document.querySelector('.kiosk-idle')?.remove();
    if (!form || form.dataset.sealing) return stopClock();
    countDown(idleAfter, () => {
      const notice = screens.copyOf('idle', locale).firstElementChild;
      document.querySelector('.sheet').prepend(notice);
      const title = notice.querySelector('.alert-title');
      title.textContent = words().stillThere.replace('{seconds}', idleNotice);
      notice.scrollIntoView({ block: 'nearest' });
      countDown(idleNotice, nextPerson);
    });
  }

  function countDown(seconds, then, tell = () => {}) {
    stopClock();
    let left = seconds;
    tell(left);
    clock = setInterval(() => {
      left -= 1;
      if (left > 0) return tell(left);
      stopClock();
      then();
    }, 1_000);
  }

  function stopClock() {
    clearInterval(clock);
  }

  document.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.target === form) sign();
  });

  document.addEventListener('input', ({ target }) => {
    if (!form?.contains(target)) return;
    isTouched = true;
    // One's own figure and the suggested ones stand in for each other.
    const own = form.elements[`${target.name}Other`];
    if (own) own.value = '';
    if (target.name.endsWith('Other')) {
      for (const tile of form.querySelectorAll(`[name=${target.name.slice(0, -5)}]`)) tile.checked = false;
    }
    watchIdleness();
  });

  document.addEventListener('click', ({ target }) => {
    if (form?.dataset.sealing) return;
    if (target.closest('[data-done]')) nextPerson();
    else if (target.closest('[data-language]')) changeLanguage(target.closest('[data-language]').dataset.language);
    else if (form) watchIdleness();
  });

  // What was typed goes along, where the same field is there; not a consent, which is one to a sentence.
  function changeLanguage(to) {
    const typed = form ? [...new FormData(form)] : [];
    const wasTouched = isTouched;
    locale = to;
    sending.tell();
    if (!form) return sameScreen();
    showForm();
    isTouched = wasTouched;
    for (const field of form?.querySelectorAll('input, textarea') ?? []) {
      if (field.closest('.consent')) continue;
      const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
      else if (values.length > 0) field.value = values[0];
    }
    watchIdleness();
  }

  function sameScreen() {
    if (document.querySelector('[data-done]')) thank();
    else screens.show(document.querySelector('main').dataset.screen, locale);
  }

  // Back, forward and a page out of the browser's memory never bring a filled form back.
  addEventListener('pageshow', (event) => {
    if (event.persisted && settings.key) nextPerson();
  });
  addEventListener('pagehide', () => form?.reset());

  // --- Starting

  // Says so before someone signs, where this device could not keep what they sign.
  async function troubleOf() {
    if (!globalThis.crypto?.subtle) return 'insecure';
    try {
      await queue.probe();
    } catch (error) {
      return error?.name === 'QuotaExceededError' ? 'full' : 'storage';
    }
    const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    return quota !== undefined && quota - usage < 5_000_000 ? 'full' : undefined;
  }

  async function getReadyForOffline() {
    if (!navigator.serviceWorker) return;
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data.ready) tellReady();
    });
    const { scope } = settings;
    await navigator.serviceWorker.register(`${scope}/service-worker.js`, { scope, updateViaCache: 'none' });
    const worker = await navigator.serviceWorker.ready;
    if (await caches.match(location.href)) tellReady();
    else worker.active.postMessage({ keep: location.href });
  }

  function tellReady() {
    isReady = true;
    sending.set({ isReady });
  }

  // Browsers keep what an installed page stores; of the others they may throw it away when the disk is full.
  async function askForSpace() {
    if (!navigator.storage?.persist) return;
    sending.set({ isPersisted: (await navigator.storage.persisted()) || (await navigator.storage.persist()) });
  }

  async function start() {
    const canSign = settings.key !== undefined;
    const trouble = canSign ? await troubleOf() : undefined;
    if (trouble) screens.show(trouble, locale);
    else if (canSign) showForm();
    sending.begin({
      words,
      canSign: canSign && !trouble,
      onEnd: () => {
        linkHasEnded = true;
        // Whoever is writing finishes first.
        if (form && !isTouched) nextPerson();
      },
    });
    if (!canSign || trouble) return;
    askForSpace().catch(() => {});
    await getReadyForOffline();
  }

  // Without a service worker it works as long as it is open; the volunteer's line says that it is not ready.
  start().catch(() => sending.tell());
})();
