// Makes the proof of work that a form asks for while bots are about: it tries altcha's counters, a few keys of PBKDF2 at
// a time, while the form is being filled in. Where it cannot, the form is sent without, and the server sends a mail.

const together = 4;

export function prove(field) {
  const { form } = field;
  let making;
  let ready = false;
  const make = () => {
    making ??= solve(field.dataset.challenge)
      .then((proof) => (field.value = proof))
      .catch(() => {})
      .finally(() => (ready = true));
    return making;
  };
  form.addEventListener('focusin', make, { once: true });
  // Whoever was quicker than this script has begun already.
  if (form.contains(document.activeElement)) make();
  // On the form itself, so that it comes before whoever sends the form in place.
  form.addEventListener('submit', async (event) => {
    if (ready) return;
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter ?? form.querySelector('[type=submit]');
    if (button.getAttribute('aria-disabled') === 'true') return;
    const words = [...button.childNodes];
    button.setAttribute('aria-disabled', true);
    button.replaceChildren(document.body.dataset.busy);
    await make();
    button.replaceChildren(...words);
    button.removeAttribute('aria-disabled');
    form.requestSubmit(button);
  });
}

async function solve(address) {
  const answer = await fetch(address);
  // Turned off meanwhile.
  if (answer.status !== 200) return '';
  const challenge = await answer.json();
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const key = async (counter) => {
    const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
    new DataView(password.buffer).setUint32(password.length - 4, counter);
    const material = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost };
    return { counter, derivedKey: hex(await crypto.subtle.deriveBits(how, material, keyLength * 8)) };
  };
  for (let from = 0; ; from += together) {
    const keys = await Promise.all(Array.from({ length: together }, (_, index) => key(from + index)));
    const solution = keys.find(({ derivedKey }) => derivedKey.startsWith(keyPrefix));
    if (solution) return btoa(JSON.stringify({ challenge, solution }));
  }
}

function bytes(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
