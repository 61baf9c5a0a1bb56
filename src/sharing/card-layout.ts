import { createElement, type ReactElement } from 'react';
import { drawRidge } from '../ui/ridge.ts';
import type { CardFacts } from './card-facts.ts';

/** The size that Open Graph readers expect, in pixels. */
export const cardSize = { width: 1200, height: 630 } as const;

/** The words of a card that its typeface can write. */
export type CardWords = Record<'title' | 'headline' | 'ask' | 'invitation', string>;

/** Where the words stand: beside a picture and above the goal, or wherever one of the two is missing. */
export type Room = { width: number; headlineHeight: number };

/** A headline's size in pixels, and where it is too long even so, the line that it is cut at. */
export type FittedHeadline = { size: number; cutAt?: number };

/** The sizes that a headline is tried in, in pixels. */
export const headlineSizes = [124, 112, 100, 90, 80, 72, 64, 56, 48] as const;
const headlineLine = 1.06;
const headlineMargin = 12;
const [askSize, askLine, askMargin] = [28, 1.3, 18];
/** An ask is cut at this one. */
export const askLines = 3;

/** Files of one typeface: the first that has a letter writes it. */
export const subsets = [
  'latin',
  'latin-ext',
  'vietnamese',
  'greek',
  'greek-ext',
  'cyrillic',
  'cyrillic-ext',
  'symbols',
  'math',
] as const;
const fontFamily = subsets.join(', ');

const edge = 64;
const sheet = { width: 680, height: 170 };
const paper = { ground: '#f6f2ea', ink: '#17140f', line: '#dcd4c6' };

/** How much room there is for words. */
export function roomFor({ progress }: CardFacts, picture: string | undefined): Room {
  return { width: picture === undefined ? 1000 : 584, headlineHeight: progress === undefined ? 340 : 214 };
}

/** The poster of a campaign in the shape of a card: words on the organizer's colour, its picture, the goal below. */
export function layOutCard(
  facts: CardFacts,
  words: CardWords,
  { headline, askCutAt }: { headline: FittedHeadline; askCutAt: number | undefined },
  picture: string | undefined,
): ReactElement {
  const { colours, progress } = facts;
  const { width } = roomFor(facts, picture);
  const ground = { backgroundColor: colours.accent, color: colours.onAccent, fontFamily, fontWeight: 600 };
  return box({ ...cardSize, position: 'relative', ...ground }, [
    picture === undefined ? layOutHills(colours.onAccent) : layOutPicture(picture),
    box({ position: 'absolute', left: edge, top: 50, width, flexDirection: 'column' }, [
      words.invitation === '' ? layOutTitle(words.title) : layOutInvitation(words.invitation, colours),
      words.headline !== '' && layOutHeadline(words.headline, headline, width),
      words.ask !== '' && layOutAsk(words.ask, width, askCutAt),
    ]),
    progress && layOutProgress(progress, colours),
  ]);
}

/** A headline by itself: what it takes up tells whether it fits. Without a width it is as wide as it likes. */
export function layOutHeadline(headline: string, { size, cutAt }: FittedHeadline, width?: number): ReactElement {
  const ending = cutAt === undefined ? { textWrap: 'balance' } : { lineClamp: cutAt, wordBreak: 'break-word' };
  return block(headline, {
    width,
    marginTop: headlineMargin,
    fontFamily,
    fontWeight: 800,
    fontSize: size,
    lineHeight: headlineLine,
    letterSpacing: -0.025 * size,
    ...ending,
  });
}

/** What the lines that have room for a headline take up, in pixels, as `layOutHeadline` does. */
export function highestHeadline(room: Room, size: number): number {
  return Math.ceil(headlineLines(room, size) * size * headlineLine) + headlineMargin;
}

/** How many lines of a size have room. */
export function headlineLines(room: Room, size: number): number {
  return Math.max(1, Math.floor(room.headlineHeight / (size * headlineLine)));
}

function layOutTitle(title: string): ReactElement {
  return block(title, { fontSize: 26, lineHeight: 1.4, height: 38, lineClamp: 1 });
}

function layOutInvitation(invitation: string, { accent, onAccent }: CardFacts['colours']): ReactElement {
  const pill = { padding: '5px 20px 8px', borderRadius: 22, backgroundColor: onAccent, color: accent };
  return box({ alignSelf: 'flex-start', marginTop: -4, fontSize: 23, lineHeight: 1.3, ...pill }, [invitation]);
}

/** The ask by itself, to be measured too. Without a line to cut it at, its lines are made about as long as each other. */
export function layOutAsk(ask: string, width: number, cutAt?: number): ReactElement {
  const ending = cutAt === undefined ? { textWrap: 'balance' } : { lineClamp: cutAt };
  return block(ask, {
    marginTop: askMargin,
    width: width - 24,
    fontFamily,
    fontSize: askSize,
    lineHeight: askLine,
    ...ending,
  });
}

/** What as many lines of an ask as there is room for take up, in pixels. */
export const highestAsk = Math.ceil(askLines * askSize * askLine) + askMargin;

/** The pictures are made to rise from the colour: each stands on the lower edge, cut aslant where the words begin. */
function layOutPicture(picture: string): ReactElement {
  const cut = { clipPath: 'polygon(16% 0, 100% 0, 100% 100%, 0 100%)' };
  const style = { position: 'absolute', right: 0, top: 0, objectFit: 'cover', objectPosition: '50% 100%', ...cut };
  return createElement('img', { src: picture, width: 590, height: cardSize.height, style });
}

/** Where there is no picture, the ridge of Terrain's own pages. */
function layOutHills(colour: string): ReactElement {
  const { ahead } = drawRidge(0);
  const style = { position: 'absolute', left: 0, bottom: 0 };
  const size = { viewBox: '0 -26 400 86', width: cardSize.width, height: (cardSize.width * 86) / 400 };
  return createElement('svg', { ...size, style }, createElement('path', { d: ahead, fill: colour, fillOpacity: 0.13 }));
}

function layOutProgress({ figure, words, share }: NonNullable<CardFacts['progress']>, colours: CardFacts['colours']) {
  const corner = { overflow: 'hidden', borderTopRightRadius: 28, backgroundColor: paper.ground };
  const sky = { position: 'absolute', left: edge, top: 16, flexDirection: 'column', width: 400, color: paper.ink };
  return box({ position: 'absolute', left: 0, bottom: 0, ...sheet, ...corner }, [
    layOutRidge(share, colours.strong),
    box(sky, [
      figure !== '' && block(figure, { fontSize: 46, fontWeight: 800, lineHeight: 1.1, color: colours.strong }),
      block(words, { fontSize: figure === '' ? 31 : 25, lineHeight: 1.25, lineClamp: 2 }),
    ]),
  ]);
}

function layOutRidge(share: number, colour: string): ReactElement {
  const { ahead, climbed, pole, flag, walker } = drawRidge(share);
  const { x, y, r } = walker;
  const style = { position: 'absolute', left: 0, bottom: 0 };
  return createElement(
    'svg',
    { viewBox: '0 -26 400 86', width: sheet.width, height: (sheet.width * 86) / 400, style },
    createElement('path', { d: ahead, fill: paper.line }),
    createElement('path', { d: climbed, fill: colour }),
    createElement('path', { d: pole, stroke: colour, strokeWidth: 3 }),
    createElement('path', { d: flag, fill: colour }),
    createElement('circle', { cx: x, cy: y, r, fill: colour, stroke: paper.ground, strokeWidth: 3 }),
  );
}

function box(style: object, children: (ReactElement | string | false | undefined)[]): ReactElement {
  return createElement('div', { style: { display: 'flex', ...style } }, ...children);
}

/** A text that is cut at its last line with an ellipsis where it is too long. */
function block(text: string, style: object): ReactElement {
  return createElement('div', { style: { display: 'block', ...style } }, text);
}
