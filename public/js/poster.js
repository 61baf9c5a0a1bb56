// The button that prints, where there is a script to print with.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
for (const words of document.querySelectorAll('[data-without-print]')) words.hidden = true;
