import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { renderAsync } from '@resvg/resvg-js';
import { createElement, type ReactElement } from 'react';
import satori, { type Font } from 'satori';
import type { CardFacts } from './card-facts.ts';
import {
  askLines,
  type CardWords,
  cardSize,
  type FittedHeadline,
  headlineLines,
  headlineSizes,
  highestAsk,
  highestHeadline,
  layOutAsk,
  layOutCard,
  layOutHeadline,
  type Room,
  roomFor,
  subsets,
} from './card-layout.ts';
import { writable } from './writable.ts';

/** What may be missing from a card: words in letters that its typeface lacks, a picture of a kind that it cannot show. */
type CardPart = keyof CardWords | 'picture';

/** A card as PNG, and what is missing from it. */
export type DrawnCard = { png: Uint8Array; leftOut: CardPart[] };

const require = createRequire(import.meta.url);
const weights = [600, 800] as const;
let loading: Promise<Font[]> | undefined;

/** Draws a card; it takes a tenth of a second of one core, so do it in a thread. */
export async function drawCard(facts: CardFacts, uploaded?: string): Promise<DrawnCard> {
  loading ??= loadFonts();
  const fonts = await loading;
  const { words, leftOut } = await writableWords(facts, fonts);
  const picture = uploaded ?? (facts.picture === undefined ? undefined : await loadPicture(facts.picture));
  const room = roomFor(facts, picture);
  const headline = await fitHeadline(words.headline, room, fonts);
  const { height } = await measure(layOutAsk(words.ask, room.width), { width: room.width }, fonts);
  const fitted = { headline, askCutAt: height > highestAsk ? askLines : undefined };
  const svg = await satori(layOutCard(facts, words, fitted, picture), { ...cardSize, fonts });
  if (facts.picture !== undefined && picture === undefined) leftOut.push('picture');
  return { png: await drawPng(svg, cardSize.width), leftOut };
}

/** An SVG as PNG, so many pixels wide. */
export async function drawPng(svg: string, width: number): Promise<Uint8Array> {
  const image = await renderAsync(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } });
  return image.asPng();
}

/** Where the headline cannot be written, the title stands in for it. */
async function writableWords(
  facts: CardFacts,
  fonts: Font[],
): Promise<{ words: CardWords; leftOut: DrawnCard['leftOut'] }> {
  const leftOut: DrawnCard['leftOut'] = [];
  const write = async (name: keyof CardWords) => {
    const text = await writable(facts[name], fonts);
    if (text === undefined) leftOut.push(name);
    return text ?? '';
  };
  const words = {
    title: await write('title'),
    headline: await write('headline'),
    ask: await write('ask'),
    invitation: await write('invitation'),
  };
  const stood = words.headline === '' ? { headline: words.title, title: '' } : {};
  return { words: { ...words, ...stood }, leftOut };
}

/** The largest size in which a headline has room, no word of it broken; else the smallest, cut. */
async function fitHeadline(headline: string, room: Room, fonts: Font[]): Promise<FittedHeadline> {
  for (const size of headlineSizes) {
    const { height } = await measure(layOutHeadline(headline, { size }, room.width), { width: room.width }, fonts);
    if (height > highestHeadline(room, size)) continue;
    // Each word alone: a line that is too long would only stick out.
    const words = headline.split(/\s+/).map((word) => layOutHeadline(word, { size }));
    const sizes = await Promise.all(words.map((word) => measure(word, { height: 2 * size }, fonts)));
    if (sizes.every(({ width }) => width <= room.width)) return { size };
  }
  const smallest = headlineSizes[headlineSizes.length - 1] ?? 0;
  return { size: smallest, cutAt: headlineLines(room, smallest) };
}

type Frame = { width: number } | { height: number };

/** What an element takes up in a frame that is open to one side. */
async function measure(element: ReactElement, frame: Frame, fonts: Font[]): Promise<{ width: number; height: number }> {
  const svg = await satori(element, { ...frame, fonts });
  const [, width = '', height = ''] = /^<svg width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

/** The kinds of pictures that can be drawn into a card. */
const pictureTypes: Record<string, string> = { '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg' };

/** A picture as a data URL; undefined where there is none, or where it is of a kind that cannot be drawn. */
async function loadPicture(name: string): Promise<string | undefined> {
  const type = pictureTypes[path.extname(name)];
  if (type === undefined) return undefined;
  try {
    const content = await readFile(path.join('public', 'pictures', name));
    const url = `data:${type};base64,${content.toString('base64')}`;
    // What is no picture in spite of its name makes the layout fail.
    await satori(createElement('img', { src: url, width: 1, height: 1 }), { width: 1, height: 1, fonts: [] });
    return url;
  } catch {
    return undefined;
  }
}

async function loadFonts(): Promise<Font[]> {
  const folder = path.dirname(require.resolve('@fontsource/open-sans/package.json'));
  const files = subsets.flatMap((name) => weights.map((weight) => ({ name, weight, style: 'normal' as const })));
  return await Promise.all(
    files.map(async ({ name, weight, style }) => {
      const data = await readFile(path.join(folder, 'files', `open-sans-${name}-${weight}-${style}.woff`));
      return { name, weight, style, data };
    }),
  );
}
