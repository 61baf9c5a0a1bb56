// Shows a campaign's form on another site, in a frame that takes its height:
// <script async src="https://OURS/js/embed.js" data-campaign="SLUG" data-locale="fr"></script>
// With data-show="counter", its counter in the form's place.
// No cookie and no storage: what the page's own address says of where its reader came from goes with the frame's.
(() => {
  const { currentScript: script } = document;
  const { campaign, locale = document.documentElement.lang, show } = script.dataset;
  const shown = show === 'counter' ? 'counter' : 'embed';
  const { origin } = new URL(script.src);
  const query = new URLSearchParams({ from: location.host });
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith('utm_') || name === 'by') query.append(name, value);
  }
  const frame = document.createElement('iframe');
  frame.src = `${origin}/${locale.startsWith('en') ? 'en' : 'fr'}/${campaign}/${shown}?${query}`;
  frame.title = script.dataset.title ?? campaign;
  Object.assign(frame.style, {
    display: 'block',
    width: '100%',
    height: shown === 'counter' ? '20rem' : '46rem',
    border: '0',
  });
  addEventListener('message', ({ source, origin: sender, data }) => {
    if (source !== frame.contentWindow || sender !== origin) return;
    if (Number.isFinite(data?.height)) frame.style.height = `${data.height}px`;
  });
  script.after(frame);
})();
