import { expect, test } from 'vitest';
import { srcsetOf } from '../../src/ui/picture.tsx';

const files = ['rue-1280w.jpg', 'rue-640w.jpg', 'rue.jpg', 'rue-640w.webp', 'ruelle-640w.jpg', 'rue-large.jpg'];

test('a picture is offered in the widths that lie beside it, the narrowest first', () => {
  expect(srcsetOf('rue.jpg', files)).toBe('/pictures/rue-640w.jpg 640w, /pictures/rue-1280w.jpg 1280w');
});

test.each(['autre.jpg', 'ru.jpg', 'sans-fin', ''])('%j has no other widths', (file) => {
  expect(srcsetOf(file, files)).toBe('');
});
