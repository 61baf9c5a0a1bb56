// What only the wall has: it says whether its figures still move, fills the screen, and keeps it from going dark.
const words = new Map([...document.querySelectorAll('[data-status]')].map((one) => [one.dataset.status, one]));

function showWhetherHeard() {
  const lost = document.body.dataset.heard === 'no';
  document.body.classList.toggle('wall-lost', lost);
  // The connection may be well and the figures not: those that are behind are not live.
  const late = document.querySelector('.wall-late') !== null;
  words.get('live').hidden = lost || late;
  words.get('lost').hidden = !lost;
  const { counted, moment } = document.querySelector('[data-counted]').dataset;
  const time = document.querySelector('[data-since]');
  time.dateTime = counted;
  time.textContent = moment;
}

document.body.addEventListener('heard', showWhetherHeard);
// It may have been heard before this script was there; the next word comes a quarter of a minute later.
if (document.body.dataset.heard) showWhetherHeard();

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
