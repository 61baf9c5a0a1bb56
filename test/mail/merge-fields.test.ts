import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sequence } from '../../src/followups/form.ts';
import { messages } from '../../src/locales/index.ts';
import { fillFields, type MergeFault, mergeFaults } from '../../src/mail/merge-fields.ts';

describe('a text with {firstName}', () => {
  test.each([
    ['Bonjour {firstName},', 'Bonjour Maïté,'],
    ['{firstName}, merci. À samedi, {firstName}\u00a0!', 'Maïté, merci. À samedi, Maïté\u00a0!'],
    ['Bonjour,', 'Bonjour,'],
  ])('holds the name: %s', (text, filled) => {
    expect(fillFields(text, { firstName: 'Maïté' })).toBe(filled);
  });

  test.each([
    ['Bonjour {firstName},', 'Bonjour,'],
    ['Bonjour\u00a0{firstName}\u00a0!', 'Bonjour\u00a0!'],
    ['Merci, {firstName}\u00a0!', 'Merci\u00a0!'],
    ['Merci {firstName}.', 'Merci.'],
    ['Salut {firstName}', 'Salut'],
    ['{firstName}, on vous attend samedi', 'On vous attend samedi'],
    ['{firstName}\u00a0: écoutez ceci', 'Écoutez ceci'],
    ['C’est fait\u00a0! {firstName}, à bientôt.', 'C’est fait\u00a0! À bientôt.'],
    ['Merci, {firstName}, pour votre temps.', 'Merci pour votre temps.'],
    ['Comme le dit {firstName}, on y va.', 'Comme le dit, on y va.'],
    ['Hi {firstName},', 'Hi,'],
    ['Thank you, {firstName}!', 'Thank you!'],
    ['Thanks, {firstName}. See you soon, {firstName}?', 'Thanks. See you soon?'],
    ['{firstName}, we’ll see you Saturday', 'We’ll see you Saturday'],
    ['Hi {firstName} — one more thing', 'Hi — one more thing'],
    ['{firstName}', ''],
  ])('reads as if written without a name where none is known: %s', (text, filled) => {
    expect(fillFields(text, { firstName: '' })).toBe(filled);
    expect(fillFields(text, { firstName: ' \n' })).toBe(filled);
  });

  test('keeps a name that looks like a pattern, and no line break of it', () => {
    expect(fillFields('Bonjour {firstName},', { firstName: '$& $1' })).toBe('Bonjour $& $1,');
    expect(fillFields('{firstName}!', { firstName: 'Anne\r\nBcc: all@example.org' })).toBe(
      'Anne Bcc: all@example.org!',
    );
    expect(fillFields('مرحبا {firstName}', { firstName: 'نور' })).toBe('مرحبا نور');
  });

  test('never shows the placeholder, whatever the text around it', () => {
    const words = fc.constantFrom('Bonjour', ',', '!', '.', ' ', '\u00a0', '{firstName}', 'merci', '«', '…', '\n');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), fc.constantFrom('', 'Léo'), (pieces, name) => {
        const filled = fillFields(pieces.join(''), { firstName: name });
        expect(filled).not.toContain('{firstName}');
        expect(filled.length).toBeLessThanOrEqual(pieces.join('').length);
      }),
    );
  });
});

describe('the fields of a text that is to be saved', () => {
  test.each([
    ['Bonjour {firstName}, à {nextShift|bientôt}', []],
    ['{ firstName | vous }', []],
    ['Bonjour {prenom},', [{ kind: 'unknown', field: 'prenom' }]],
    ['Hi {{firstName}},', [{ kind: 'unknown', field: 'firstName' }]],
    ['Votre équipe {team} vous attend', [{ kind: 'fallback', field: 'team' }]],
    ['Bonjour {firstName', [{ kind: 'brace', field: '' }]],
    ['[ici](https://coteau.example/?n={firstName})', [{ kind: 'link', field: 'firstName' }]],
    ['https://coteau.example/{firstName}', [{ kind: 'link', field: 'firstName' }]],
  ] satisfies [string, MergeFault[]][])('are judged: %s', (text, faults) => {
    expect(mergeFaults(text)).toEqual(faults);
  });

  test.each(['fr', 'en'] as const)('are named in the sentence that refuses them, in %s', (locale) => {
    const said = messages(locale).mail.mergeFaults;
    for (const kind of ['unknown', 'fallback', 'link'] as const)
      expect(said[kind]({ field: 'prenom' })).toContain('{prenom');
  });

  test('are refused with a step of a sequence', () => {
    const texts = { fr: { subject: 'Bonjour {prenom}', body: 'Allez, {team} !', action: 'Oui' } };
    const steps = [{ key: 'un', delayHours: 0, leadsTo: 'shifts', texts }];
    const refused = sequence.safeParse({ key: 'suite', start: { on: 'signup' }, steps });
    expect(JSON.stringify(refused.error?.issues)).toContain('There is no field {prenom}');
    expect(JSON.stringify(refused.error?.issues)).toContain('{team} is not known');
  });

  test('are not mailed when a text was kept from a time before that', () => {
    expect(fillFields('Bonjour {prenom}, à bientôt', { firstName: 'Léo' })).toBe('Bonjour, à bientôt');
    expect(fillFields('Hi {{firstName}},', { firstName: 'Léo' })).toBe('Hi Léo,');
  });
});

test('a fall-back stands where a value is not known', () => {
  expect(fillFields('À {nextShift|bientôt}, {firstName|vous}', {})).toBe('À bientôt, vous');
  expect(fillFields('À {nextShift|bientôt}', { nextShift: 'samedi 13 juin' })).toBe('À samedi 13 juin');
});
