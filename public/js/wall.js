// What only the wall has: it says whether its figures still move, fills the screen, and keeps it from going dark.
const words = new Map([...document.querySelectorAll('[data-status]')].map((one) => [one.dataset.status, one]));

document.body.addEventListener('heard', ({ detail: { at, lost } }) => {
  document.body.classList.toggle('wall-lost', lost);
  for (const [name, element] of words) element.hidden = name !== (lost ? 'lost' : 'live');
  const time = document.querySelector('[data-since]');
  const since = new Date(at);
  time.dateTime = since.toISOString();
  time.textContent = since.toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
});

const button = document.querySelector('[data-full-screen]');
if (document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener('click', () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}

async function stayAwake() {
  if (document.visibilityState !== 'visible') return;
  // A battery that runs low may say no.
  await navigator.wakeLock?.request('screen').catch(() => {});
}
document.addEventListener('visibilitychange', stayAwake);
stayAwake();
