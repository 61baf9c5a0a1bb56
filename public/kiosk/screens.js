// Puts the kiosk's screens in place: each a fresh copy of a template, so that nothing of the last person's is in it.
(() => {
  const copyOf = (name, locale) =>
    document.querySelector(`template[data-screen=${name}][data-locale=${locale}]`).content.cloneNode(true);

  // Shows a screen in a language, its heading read first.
  function show(name, locale) {
    const main = document.querySelector('main');
    document.documentElement.lang = `${locale}-CA`;
    document.querySelector('.masthead').replaceChildren(copyOf('masthead', locale));
    main.dataset.screen = name;
    main.replaceChildren(copyOf(name, locale));
    document.body.classList.toggle('page-poster', main.querySelector('.poster') !== null);
    const form = main.querySelector('form');
    if (form) prepare(form);
    scrollTo(0, 0);
    main.querySelector('h1')?.focus({ preventScroll: true });
    return form;
  }

  // The form of the landing page, without its traps, and without what would offer one person's words to another.
  function prepare(form) {
    form.querySelector('.trap')?.remove();
    for (const own of form.querySelectorAll('[type=hidden]')) own.remove();
    form.removeAttribute('data-draft');
    form.removeAttribute('data-inplace');
    form.removeAttribute('action');
    for (const field of [form, ...form.querySelectorAll('input, textarea')]) field.setAttribute('autocomplete', 'off');
    for (const field of form.querySelectorAll('textarea, [type=text]')) field.setAttribute('autocorrect', 'off');
  }

  // Says what is wrong, beside each field and on top, where the focus goes. Nothing wrong: takes it all away.
  function tell(form, wrong, locale, words) {
    for (const old of form.querySelectorAll('.problem, .alert')) old.remove();
    for (const old of form.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
    // In the order of the page.
    const fields = [...form.elements].map(({ name }) => name).filter((name, index, all) => all.indexOf(name) === index);
    const listed = fields.filter((name) => wrong[name]);
    if (listed.length === 0) return;
    const alert = copyOf('alert', locale).firstElementChild;
    const title = listed.length === 1 ? words.errorsOne : words.errorsMany.replace('{count}', listed.length);
    alert.querySelector('.alert-title').textContent = title;
    for (const name of listed) {
      const sentence = (wrong[name] === 'required' && words.missing[name]) || words.errors[wrong[name]];
      alert.querySelector('ul').append(line(form, name, sentence));
      mark(form, name, sentence, locale);
    }
    form.prepend(alert);
    alert.focus();
    alert.scrollIntoView({ block: 'nearest' });
  }

  function line(form, name, sentence) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `#field-${name}`;
    link.textContent = labelOf(form, name);
    item.append(link, document.createElement('br'), sentence);
    return item;
  }

  function mark(form, name, sentence, locale) {
    const field = form.querySelector(`#field-${name}`);
    const place = field?.closest('.field');
    if (!place) return;
    const problem = copyOf('problem', locale).firstElementChild;
    problem.id = `error-${name}`;
    problem.querySelector('span').textContent = sentence;
    place.append(problem);
    const group = place.matches('fieldset') ? place : field;
    if (group === field || place.matches('[role=radiogroup]')) group.setAttribute('aria-invalid', 'true');
    else for (const box of place.querySelectorAll('input')) box.setAttribute('aria-invalid', 'true');
    const described = (group.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== problem.id);
    group.setAttribute('aria-describedby', [...described, problem.id].join(' '));
  }

  // A field's name for people, without "optional" beside it.
  function labelOf(form, name) {
    const place = form.querySelector(`#field-${name}`)?.closest('.field');
    return place?.querySelector('label, legend')?.firstChild?.textContent ?? name;
  }

  // A notice on top of the form that is no field's.
  function notice(form, locale, sentence) {
    tell(form, {}, locale, {});
    const alert = copyOf('alert', locale).firstElementChild;
    alert.querySelector('.alert-title').textContent = sentence;
    alert.querySelector('ul').remove();
    form.prepend(alert);
    alert.focus();
  }

  globalThis.terrainKiosk = { ...globalThis.terrainKiosk, screens: { show, tell, notice, copyOf } };
})();
