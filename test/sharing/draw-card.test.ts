import fc from 'fast-check';
import { imageSize } from 'image-size';
import { describe, expect, test } from 'vitest';
import type { CardFacts } from '../../src/sharing/card-facts.ts';
import { drawCard } from '../../src/sharing/draw-card.ts';
import { createDrawer } from '../../src/sharing/drawer.ts';
import { colourRoles } from '../../src/ui/colour.ts';

const plain: CardFacts = {
  title: 'Rivière-aux-Érables à pied',
  headline: 'Une porte à la fois.',
  ask: 'Trois heures, à deux, dans votre coin.',
  invitation: '',
  colours: colourRoles('#33276f'),
};
const size = { type: 'png', width: 1200, height: 630 };

describe('a card', () => {
  test.each([
    ['French', 'Œuvre, ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸ, «\u00a0ça\u00a0», l’été\u00a0– 20\u00a0%…'],
    ['every letter of Latin-1', letters(0xc0, 0xff)],
    ['every letter of Latin Extended-A', letters(0x100, 0x17f)],
    ['Vietnamese', 'Người Việt ở Montréal, đường phố'],
    ['letters with their accents beside them', 'Élysée'.normalize('NFD')],
    ['Greek', 'Γειτονιά μας'],
    ['Ukrainian', 'Двері за дверима, їжак'],
  ])('writes %s', async (_script, headline) => {
    expect((await drawCard({ ...plain, headline })).leftOut).toEqual([]);
  });

  test.each([
    ['an emoji', 'Debout ✊🏾 maintenant'],
    ['a flag', '🇨🇦 Ensemble'],
    ['a sign that the typeface lacks', 'D’abord ☙ ensuite'],
  ])('leaves out %s and keeps the words around it', async (_what, headline) => {
    expect((await drawCard({ ...plain, headline })).leftOut).toEqual([]);
  });

  test.each([
    ['Arabic', 'باب واحد في كل مرة'],
    ['Chinese', '一次一扇门'],
    ['Hebrew', 'דלת אחת'],
    ['one foreign word', 'Rencontre à 東京 samedi'],
  ])('leaves out a text in %s rather than draw boxes, and says so', async (_script, headline) => {
    const { png, leftOut } = await drawCard({ ...plain, headline });
    expect(leftOut).toEqual(['headline']);
    expect(imageSize(png)).toMatchObject(size);
  });

  test.each(['nulle-part.svg', 'photo.avif', '../js/terrain.js'])(
    'goes without the picture %s, and says so',
    async (picture) => {
      expect((await drawCard({ ...plain, picture })).leftOut).toEqual(['picture']);
    },
  );

  test('can be drawn whatever is written on it', { timeout: 120_000 }, async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    );
    const colour = fc.constantFrom('#000000', '#ffffff', '#ffff00', '#808080', '#d3202f');
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(text, text, text, colour, share, async (title, headline, ask, hex, climbed) => {
        const progress = { figure: 'Déjà 1', words: 'sur 2', share: climbed };
        const { png } = await drawCard({ ...plain, title, headline, ask, colours: colourRoles(hex), progress });
        expect(imageSize(png)).toMatchObject(size);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the drawing thread', () => {
  test('draws on after a drawing that failed', async () => {
    const drawer = createDrawer();
    await expect(drawer.draw({ kind: 'png', svg: 'no picture', width: 10 })).rejects.toThrow();
    const drawn = await drawer.draw({ kind: 'card', facts: plain });
    expect(imageSize(drawn?.png ?? new Uint8Array())).toMatchObject(size);
  });

  test('takes no more than it can soon draw', async () => {
    const drawer = createDrawer();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
    const asked = Array.from({ length: 50 }, () => drawer.draw({ kind: 'png', svg, width: 1 }));
    const taken = asked.filter((drawing) => drawing !== undefined);
    expect(taken).toHaveLength(33);
    await Promise.all(taken);
    expect(await drawer.draw({ kind: 'png', svg, width: 1 })).toBeDefined();
  });
});

function letters(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}
