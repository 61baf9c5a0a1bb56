import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colourClass, colourPath, colourStylesheet, contrast, grounds } from '../../src/ui/colour.ts';

const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('any organizer’s colour can be read, on it and as text, by light and by dark', () => {
  fc.assert(
    fc.property(anyColour, (colour) => {
      const [light, dark] = schemes(colour);
      expect(contrast(light['--accent'] ?? '', light['--on-accent'] ?? '')).toBeGreaterThanOrEqual(4.5);
      for (const [scheme, values] of [
        ['light', light],
        ['dark', dark],
      ] as const) {
        const soft = values['--accent-soft'] ?? '';
        for (const ground of [grounds[scheme].paper, grounds[scheme].surface, soft]) {
          expect(contrast(values['--accent-strong'] ?? '', ground)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(tokens(scheme)['--ink'] ?? '', ground)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(tokens(scheme)['--ink-soft'] ?? '', ground)).toBeGreaterThanOrEqual(4.5);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a colour that can be read as it is stays as it is', () => {
  expect(schemes('#33276f')[0]['--accent-strong']).toBe('#33276f');
});

test('the grounds that colours are computed for are those of the tokens', () => {
  for (const scheme of ['light', 'dark'] as const) {
    expect(tokens(scheme)['--paper']).toBe(grounds[scheme].paper);
    expect(tokens(scheme)['--surface']).toBe(grounds[scheme].surface);
  }
});

test('one colour has one class and one path, however it is written', () => {
  expect(colourClass('#F7B928')).toBe(colourClass('f7b928'));
  expect(colourPath('#F7B928')).toBe('/css/colour/f7b928.css');
});

test('what is not a colour is refused', () => {
  expect(() => colourStylesheet('red}body{display:none')).toThrow(RangeError);
});

/** The custom properties of a colour's stylesheet, by light and by dark. */
function schemes(colour: string): [Record<string, string>, Record<string, string>] {
  const [light = '', dark = ''] = colourStylesheet(colour).split('@media');
  return [properties(light), properties(dark)];
}

function tokens(scheme: 'light' | 'dark'): Record<string, string> {
  const [light = '', dark = ''] = readFileSync('public/css/tokens.css', 'utf8').split('@media');
  return properties(scheme === 'light' ? light : dark);
}

function properties(css: string): Record<string, string> {
  return Object.fromEntries(
    [...css.matchAll(/(--[a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  );
}
