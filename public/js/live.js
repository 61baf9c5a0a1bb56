// Figures that move by themselves: the page's parts named by data-live are put in the old ones' place as they come
// (server-sent events, data-events of the body). Where no place is left, the page is asked again about every minute.
// The body says whether it hears: data-heard is "yes" or "no"; wall.js shows it.
const { body } = document;
/** The server says something every 15 seconds; after two that were missed, the connection is lost. */
const silence = 40_000;
/** Being opened prolongs the session that a wall belongs to; listening does not. */
const openedEvery = 3 * 3_600_000;
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const format = new Intl.NumberFormat(document.documentElement.lang);
let source;
let heardAt = Date.now();
let tries = 0;
let leaving = false;

function heard() {
  heardAt = Date.now();
  tell('yes');
}

function tell(state) {
  body.dataset.heard = state;
  body.dispatchEvent(new Event('heard'));
}

function listen() {
  source?.close();
  source = new EventSource(body.dataset.events);
  source.addEventListener('open', () => {
    tries = 0;
    heard();
  });
  source.addEventListener('beat', heard);
  source.addEventListener('message', ({ data }) => {
    show(JSON.parse(data).html);
    heard();
  });
  source.addEventListener('error', () => {
    tell('no');
    // It comes back by itself, unless it was refused.
    if (source.readyState === EventSource.CLOSED) setTimeout(askAndListen, wait());
  });
}

/** First soon, then about every minute, and never all screens at once. */
function wait() {
  tries += 1;
  return Math.min(60_000, 4_000 * 2 ** tries) * (0.75 + Math.random() / 2);
}

async function askAndListen() {
  if (document.hidden) return;
  await ask();
  // Once nobody sees it any more, it listens no more either.
  if (!document.hidden && !leaving) listen();
}

async function ask() {
  try {
    const answer = await fetch(location.href, { cache: 'no-cache' });
    // Led elsewhere: to the sign-in, which the reader has to see.
    if (answer.redirected) return openAnew();
    if (answer.ok) {
      show(await answer.text());
      heard();
    }
  } catch {
    tell('no');
  }
}

setInterval(() => void askAndListen(), openedEvery);

setInterval(() => {
  if (!source || source.readyState === EventSource.CLOSED || Date.now() - heardAt < silence) return;
  source.close();
  tell('no');
  setTimeout(askAndListen, wait());
}, 5_000);

function show(html) {
  const fresh = partsOf(new DOMParser().parseFromString(html, 'text/html'));
  const shown = partsOf(document);
  const sameParts = fresh.size === shown.size && [...fresh.keys()].every((name) => shown.has(name));
  if (!sameParts) return openAnew();
  for (const [name, part] of fresh) {
    const old = shown.get(name);
    if (old.innerHTML === part.innerHTML) continue;
    const before = new Map([...old.querySelectorAll('[data-grows]')].map((one) => [one.dataset.grows, one]));
    old.replaceChildren(...part.childNodes);
    for (const one of old.querySelectorAll('[data-grows]')) grow(one, before.get(one.dataset.grows));
  }
}

function partsOf(page) {
  return new Map([...page.querySelectorAll('[data-live]')].map((part) => [part.dataset.live, part]));
}

/**
 * Another campaign, another title: the page itself has changed. Not at once, so that it cannot go round in circles, and
 * only once it is there: a browser's own page that says it is not would stay for good.
 */
function openAnew() {
  if (leaving) return;
  leaving = true;
  setTimeout(reloadOnceThere, 2_000 + Math.random() * 4_000);
}

async function reloadOnceThere() {
  const answer = await fetch(location.href, { cache: 'no-cache' }).catch(() => undefined);
  if (answer?.ok) location.reload();
  else setTimeout(reloadOnceThere, wait());
}

/** Counts up to the new figure in a second and a half, unless its reader wants no motion. */
function grow(element, before) {
  const to = Number(element.dataset.count);
  const from = Number(before?.dataset.count ?? to);
  const words = element.textContent;
  if (calm.matches || document.hidden || to <= from) return;
  const began = performance.now();
  const step = (now) => {
    const share = Math.min(1, (now - began) / 1_500);
    const value = Math.round(from + (to - from) * (1 - (1 - share) ** 3));
    element.textContent = share === 1 ? words : format.format(value);
    if (share < 1 && element.isConnected) requestAnimationFrame(step);
  };
  element.classList.add('grew');
  step(began);
}

// A tab that nobody sees takes nobody's place, and is up to date as soon as somebody does.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) source?.close();
  else askAndListen();
});
if (!document.hidden) listen();
