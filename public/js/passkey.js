// Passkeys (WebAuthn Level 3): makes one, signs in with one. Where a browser cannot, the forms stay hidden.
const canMake = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function';
const canUse = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

for (const sentence of canMake ? document.querySelectorAll('[data-without-passkeys]') : []) sentence.hidden = true;

for (const form of canMake ? document.querySelectorAll('form[data-new-passkey]') : []) {
  ready(form, form.dataset.newPasskey, async () => {
    const options = await post('/admin/account/passkeys/options');
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options.json());
    const made = await navigator.credentials.create({ publicKey });
    await post('/admin/account/passkeys', { name: form.elements.namedItem('name').value, response: made.toJSON() });
  });
}

for (const form of canUse ? document.querySelectorAll('form[data-passkey]') : []) {
  ready(form, form.dataset.passkey, async () => {
    const options = await post('/admin/sign-in/passkey/options');
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options.json());
    const answer = await navigator.credentials.get({ publicKey });
    await post('/admin/sign-in/passkey', answer.toJSON());
  });
}

/** Shows a form, runs `act` when it is sent, and goes on to `next`; what goes wrong is said in its last paragraph. */
function ready(form, next, act) {
  const button = form.querySelector('button');
  const problem = form.querySelector('[role="alert"]');
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      await act();
      location.assign(next);
    } catch (error) {
      problem.textContent = error instanceof Refusal ? error.message : form.dataset.failed;
      problem.hidden = false;
      button.disabled = false;
    }
  });
}

/** What the server said no with, for people. */
class Refusal extends Error {}

async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
  });
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw said.problem ? new Refusal(said.problem) : new Error(`refused: ${answer.status}`);
}
