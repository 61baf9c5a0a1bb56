import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { cardFacts, cardVersion, roundedDown } from '../../src/sharing/card-facts.ts';
import type { Progress } from '../../src/ui/progress.tsx';

const { settings, texts } = campaignFile.parse(riding);
const { fr } = texts;
if (!fr) throw new Error('the demo speaks no French');
const subject = { locale: 'fr', settings, text: fr } as const;
const progress = (value: number, target = 400): Progress => ({ kind: 'signups', value, target });
const facts = (value: number, target?: number) => cardFacts(subject, progress(value, target), false);

describe('the figure on a card', () => {
  test('is the last round number passed', () => {
    expect(facts(237).progress).toMatchObject({ figure: 'Déjà 235', words: 'personnes sur 400', share: 235 / 400 });
    expect(roundedDown(1_234_567, 2_500_000)).toBe(1_200_000);
  });

  test('is exact at the start and at the target', () => {
    expect(facts(0).progress).toEqual({ figure: '', words: 'Premier pas vers 400\u00a0: le vôtre\u00a0?', share: 0 });
    expect(facts(1).progress).toMatchObject({ figure: 'Déjà 1', words: 'personne sur 400' });
    expect(roundedDown(7, 3_000)).toBe(7);
    expect(roundedDown(437, 437)).toBe(437);
    expect(facts(1_000, 400).progress?.share).toBe(1);
  });

  test('is never more than what is true, never goes back, and changes few times on the way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (target) => {
        const shown = Array.from({ length: target + 1 }, (_, value) => roundedDown(value, target));
        expect(shown.every((one, value) => one <= value)).toBe(true);
        expect(shown.every((one, value) => one >= (shown[value - 1] ?? 0))).toBe(true);
        expect(shown[target]).toBe(target);
        expect(new Set(shown).size).toBeLessThanOrEqual(130 + target / 50);
      }),
      { numRuns: 60 },
    );
  });
});

test('a card has another name whenever it says or looks something else', () => {
  const names = [
    facts(237),
    facts(240),
    cardFacts(subject, progress(237), true),
    cardFacts({ ...subject, text: { ...fr, headline: 'Autre chose' } }, progress(237), false),
    cardFacts({ ...subject, settings: { ...settings, colour: '#000000' } }, progress(237), false),
    cardFacts({ ...subject, settings: { ...settings, picture: 'panier.svg' } }, progress(237), false),
  ].map(cardVersion);
  expect(new Set(names).size).toBe(names.length);
  expect(cardVersion(facts(236))).toBe(names[0]);
});
