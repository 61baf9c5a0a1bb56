// Makes the forms answer in place. All works without it: it spares a reload, keeps what was typed when the network
// fails, and offers the device's own sharing. Its words come from the page, as `data-` of <body>.

const waits = [2, 5, 15, 30];
const here = () => location.pathname + location.search;
let shown = here();

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('[data-inplace]')) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector('[type=submit]');
  if (!form.dataset.sending) send(form, button, new URLSearchParams(new FormData(form, event.submitter)), 0);
});

// The body is made once: when it comes again, the server knows it and answers as it did the first time.
async function send(form, button, body, attempt) {
  hold(form, button, true);
  let retry = waits[attempt];
  let words = 'offline';
  try {
    const answer = await fetch(form.action, { method: 'POST', body });
    if (![502, 503, 504].includes(answer.status)) {
      return receive(form, button, answer, await parse(answer));
    }
    retry &&= Number(answer.headers.get('retry-after')) || retry;
    words = 'unavailable';
  } catch {}
  hold(form, button, false);
  tell(button, document.body.dataset[retry ? words : 'giveUp'], retry);
  if (!retry) return;
  // Whoever presses or changes an answer meanwhile has taken over from the timer.
  const timer = setTimeout(() => form.isConnected && send(form, button, body, attempt + 1), retry * 1000);
  for (const act of ['input', 'submit']) form.addEventListener(act, () => clearTimeout(timer), { once: true });
}

function receive(form, button, answer, page) {
  if (answer.ok) {
    store('removeItem', form);
    show(page, answer.url);
  } else if (page.querySelector('form[data-draft]')) show(page);
  else {
    hold(form, button, false);
    const words = [...page.querySelectorAll('main h1, main .lead')].map((part) => part.textContent);
    tell(button, words.join(' ') || document.body.dataset.giveUp);
  }
}

// On its way, a form is not sent twice; its button says so and keeps the keyboard's focus.
function hold(form, button, on) {
  form.dataset.sending = on ? 'yes' : '';
  button.setAttribute('aria-disabled', on);
  button.kept ??= [...button.childNodes];
  button.replaceChildren(...(on ? [document.body.dataset.busy] : button.kept));
}

function tell(button, words, waiting) {
  const shown = document.querySelector('[data-banner]');
  const banner = shown ?? document.createElement('p');
  banner.dataset.banner = '';
  banner.setAttribute('role', 'alert');
  banner.className = waiting ? 'alert alert-wait' : 'alert';
  button.before(banner);
  banner.textContent = words;
  // Each try that fails says so; only the first may move the page.
  if (!shown) banner.scrollIntoView({ block: 'nearest' });
}

async function parse(answer) {
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

// Puts another page in the place of this one, once it can be drawn as it should look.
async function show(page, url) {
  await dress(page);
  if (url) history.pushState(null, '', url);
  shown = here();
  document.title = page.title;
  for (const name of ['class', 'lang']) {
    document.documentElement.setAttribute(name, page.documentElement.getAttribute(name) ?? '');
  }
  document.body.className = page.body.className;
  for (const part of ['.masthead', 'main']) {
    document.querySelector(part)?.replaceWith(page.querySelector(part));
  }
  prepare();
  const start = document.querySelector('main .alert') ?? document.querySelector('main h1');
  scrollTo(0, 0);
  start.focus();
}

function dress(page) {
  const missing = [...page.querySelectorAll('[rel=stylesheet]')].filter(
    (sheet) => !document.querySelector(`[href="${sheet.getAttribute('href')}"]`),
  );
  document.head.append(...missing);
  const loaded = missing.map((sheet) => new Promise((done) => Object.assign(sheet, { onload: done, onerror: done })));
  return Promise.race([Promise.all(loaded), new Promise((done) => setTimeout(done, 3000))]);
}

// Back and forward ask anew: a form that was accepted comes back empty, with an id of its own.
addEventListener('popstate', async () => {
  if (here() === shown) return;
  try {
    await show(await parse(await fetch(location.href, { cache: 'no-store' })));
  } catch {
    location.reload();
  }
});

// A draft lasts within its tab until the form has been accepted. Consent is given anew each time.
const drafted = ':is(input:not([type=hidden], [name=website], .consent input), textarea)[name]';
const isBox = (field) => field.type === 'radio' || field.type === 'checkbox';

document.addEventListener('input', ({ target }) => {
  const form = target.form;
  if (!form?.matches('[data-draft]')) return;
  // One's own figure and the suggested ones stand in for each other.
  const own = form.elements[`${target.name}Other`];
  if (own) own.value = '';
  if (target.name.endsWith('Other')) {
    for (const tile of form.querySelectorAll(`[name=${target.name.slice(0, -5)}]`)) tile.checked = false;
  }
  const fields = [...form.querySelectorAll(drafted)];
  store('setItem', form, JSON.stringify(fields.map((field) => [field.id, isBox(field) ? field.checked : field.value])));
});

// A slip in the name of a mail provider is offered a way back. Only what stands behind the @ is asked about.
document.addEventListener('focusout', async ({ target }) => {
  const words = target.form?.dataset.offer;
  if (!words || target.type !== 'email') return;
  const typed = target.value.trim();
  const [, name, domain] = /(.+@)(.+)/.exec(typed) ?? [];
  target.parentNode.querySelector('[data-offered]')?.remove();
  if (!domain) return;
  const answer = await fetch(`/mail-domains/${encodeURIComponent(domain)}`).catch(() => {});
  if (answer?.status !== 200 || target.value.trim() !== typed) return;
  const better = name + (await answer.text());
  const offer = document.createElement('p');
  offer.dataset.offered = '';
  offer.setAttribute('role', 'alert');
  // With it the form says that the question was asked.
  offer.innerHTML =
    '<button type="button" class="button button-quiet"></button><input type="hidden" name="emailAsTyped">';
  const [button, asked] = offer.children;
  button.textContent = words.replace('@', better);
  asked.value = typed;
  button.addEventListener('click', () => {
    target.value = better;
    target.focus();
    target.dispatchEvent(new Event('input', { bubbles: true }));
    offer.remove();
  });
  target.after(offer);
});

// Where storage is forbidden, there is no draft.
function store(act, form, value) {
  try {
    return sessionStorage[act](`draft ${form.action}`, value);
  } catch {}
}

function prepare() {
  for (const form of document.querySelectorAll('form[data-draft]')) {
    // What the server filled in is newer than a draft.
    if (form.querySelector('.alert') || form.email?.defaultValue) continue;
    for (const [id, value] of JSON.parse(store('getItem', form) ?? '[]')) {
      const field = document.getElementById(id);
      if (field) field[isBox(field) ? 'checked' : 'value'] = value;
    }
  }
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = !navigator.clipboard;
  for (const button of document.querySelectorAll('[data-share-url]')) button.hidden = !navigator.share;
  // While bots are about, the form asks for a proof of work.
  for (const field of document.querySelectorAll('[data-module]'))
    import(field.dataset.module).then((m) => m.prove(field));
  document.querySelector('.alert[role=alert]')?.focus();
}

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy], [data-share-url]');
  if (!button) return;
  const { copy, shareTitle: title, shareText: text, shareUrl: url } = button.dataset;
  if (!copy) return navigator.share({ title, text, url }).catch(() => {});
  await navigator.clipboard.writeText(document.getElementById(copy).value);
  button.textContent = document.body.dataset.copied;
});

prepare();
