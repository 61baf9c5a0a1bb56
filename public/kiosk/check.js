// Checks a form before it is sealed, by the server's rules (src/kiosk/device-settings.ts hands them over): who signed
// has left by the time the server looks. Where a device cannot know (which phone numbers exist), it lets pass.
(() => {
  // Anything a keyboard can make; of the control characters, line ends and tabs alone.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
  const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

  // `fields` are [name, value] pairs as FormData gives them. Returns { name: what is wrong }.
  function check(fields, rules) {
    const valuesOf = (wanted) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
    const typed = (name) => (valuesOf(name)[0] ?? '').replaceAll('\r\n', '\n').trim();
    const wrong = {};
    for (const [name, longest] of Object.entries(rules.longest)) {
      if (controls.test(typed(name))) wrong[name] = 'characters';
      else if (typed(name).length > longest) wrong[name] = 'too-long';
    }
    for (const name of rules.required) {
      if (!valuesOf(name).some((value) => value.trim() !== '')) wrong[name] = 'required';
    }
    const shape = (name, isRight) => {
      if (typed(name) !== '' && !isRight(typed(name))) wrong[name] ??= name === 'postalCode' ? 'postal-code' : name;
    };
    shape('email', (text) => new RegExp(rules.email).test(text.toLowerCase()));
    shape('phone', (text) => isPhone(text, rules.country));
    shape('postalCode', (text) => !rules.postalCode || new RegExp(rules.postalCode, 'i').test(text));
    if (rules.needNumber.some((box) => typed(box) === 'yes') && typed('phone') === '') wrong.phone = 'phone-wanted';
    return { ...wrong, ...(rules.pledge ? checkPledge(typed, rules.pledge) : {}) };
  }

  // Enough digits, of any script, for a number of that country: seven in Canada and the United States.
  function isPhone(text, country) {
    const digits = text.replace(/\P{Nd}/gu, '').length;
    return digits >= (['CA', 'US'].includes(country) && !text.startsWith('+') ? 7 : 4);
  }

  function checkPledge(typed, { name, required }) {
    const own = typed(`${name}Other`);
    const text = own === '' ? typed(name) : own;
    if (text === '') return required ? { [name]: 'required' } : {};
    const field = own === '' ? name : `${name}Other`;
    if (name === 'count') return /^\d{1,9}$/.test(text) && text >= 1 && text <= 10_000 ? {} : { [field]: 'count' };
    return checkAmount(field, text);
  }

  // Thousands may be parted by a space, a point or a comma; the decimals by a point or a comma.
  function checkAmount(field, text) {
    const bare = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/^(?:CA|US)?[$€]|(?:[$€]|CAD|USD|EUR)$/gi, '');
    const parts = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(bare);
    if (!parts) return { [field]: 'amount' };
    const minor = Number(parts[1].replace(/[.,]/g, '')) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
    if (minor === 0) return { [field]: 'amount' };
    return minor > 100_000_00 ? { [field]: 'amount-range' } : {};
  }

  globalThis.terrainKiosk = { ...globalThis.terrainKiosk, check };
})();
