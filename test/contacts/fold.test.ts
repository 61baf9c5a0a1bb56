import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/contacts/fold.ts';

describe('a folded name', () => {
  test.each([
    ['Élodie', 'elodie'],
    ['E\u0301lodie', 'elodie'],
    ['CÔTÉ', 'cote'],
    ['Jean-François', 'jean-francois'],
    ['D’Amour', "d'amour"],
    ['  Noël ', 'noel'],
    ['Ñandú', 'nandu'],
    ['Ẹ̀kọ́', 'eko'],
    ['Œuvre', 'œuvre'],
    ['李明', '李明'],
    ['محمد', 'محمد'],
    ['Вера', 'вера'],
    ['한글', '한글'],
    ['', ''],
  ])('%s is %s', (typed, folded) => {
    expect(fold(typed)).toBe(folded);
  });

  test('folds to itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fold(fold(text)) === fold(text)));
  });
});
