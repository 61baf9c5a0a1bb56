import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillFirstName } from '../../src/mail/first-name.ts';

describe('a text with {firstName}', () => {
  test.each([
    ['Bonjour {firstName},', 'Bonjour Maïté,'],
    ['{firstName}, merci. À samedi, {firstName}\u00a0!', 'Maïté, merci. À samedi, Maïté\u00a0!'],
    ['Bonjour,', 'Bonjour,'],
  ])('holds the name: %s', (text, filled) => {
    expect(fillFirstName(text, 'Maïté')).toBe(filled);
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
    expect(fillFirstName(text, '')).toBe(filled);
    expect(fillFirstName(text, ' \n')).toBe(filled);
  });

  test('keeps a name that looks like a pattern, and no line break of it', () => {
    expect(fillFirstName('Bonjour {firstName},', '$& $1')).toBe('Bonjour $& $1,');
    expect(fillFirstName('{firstName}!', 'Anne\r\nBcc: all@example.org')).toBe('Anne Bcc: all@example.org!');
    expect(fillFirstName('مرحبا {firstName}', 'نور')).toBe('مرحبا نور');
  });

  test('never shows the placeholder, whatever the text around it', () => {
    const words = fc.constantFrom('Bonjour', ',', '!', '.', ' ', '\u00a0', '{firstName}', 'merci', '«', '…', '\n');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), fc.constantFrom('', 'Léo'), (pieces, name) => {
        const filled = fillFirstName(pieces.join(''), name);
        expect(filled).not.toContain('{firstName}');
        expect(filled.length).toBeLessThanOrEqual(pieces.join('').length);
      }),
    );
  });
});
