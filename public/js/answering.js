// Quicker answering where scripts run. Keys act while a person of the list has the focus and nowhere else (WCAG 2.1.4);
// without scripts the same buttons are there to press.
const people = [...document.querySelectorAll('[data-person]')];

for (const [index, person] of people.entries()) {
  person.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
    const key = event.key.toLowerCase();
    const other = { j: people[index + 1], k: people[index - 1] }[key];
    const button = person.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!other && !button) return;
    event.preventDefault();
    if (other) other.querySelector('a').focus();
    else button.click();
  });
}

// One tap is one post: a second one while the first is under way would only make people wait.
for (const form of document.querySelectorAll('form.outcomes, .answer form')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
// Back through the browser's history, the form is there to be used again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// In the list the next person is where one goes on.
if (new URLSearchParams(location.search).has('noted')) people[0]?.querySelector('a').focus({ preventScroll: true });
