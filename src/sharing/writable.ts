import { createElement } from 'react';
import satori, { type Font } from 'satori';

/** Controls, and what turns the direction of writing: nothing to see, and layout would stumble over it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are taken out
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A text as these fonts can write it: signs that they lack, an emoji say, are taken out. Undefined where they lack
 * letters: a word with holes in it, or with boxes, says nothing, so the whole text is left out.
 */
export async function writable(text: string, fonts: Font[]): Promise<string | undefined> {
  let shown = tidy(text);
  // Each pass can bring to light what stood beside what the one before took out.
  for (let pass = 0; pass < 3; pass += 1) {
    const lacking = await lackingParts(shown, fonts);
    if (lacking.length === 0) return shown;
    if (lacking.some((part) => /[\p{L}\p{N}]/u.test(part))) return undefined;
    for (const part of lacking) shown = shown.replaceAll(part, ' ');
    shown = tidy(shown);
  }
  return undefined;
}

/** The parts of a text that no font has. */
async function lackingParts(text: string, fonts: Font[]): Promise<string[]> {
  if (text === '') return [];
  const lacking: string[] = [];
  const fontFamily = [...new Set(fonts.map(({ name }) => name))].join(', ');
  const element = createElement('div', { style: { display: 'flex', fontFamily, fontWeight: 600, fontSize: 20 } }, text);
  await satori(element, {
    width: 1200,
    fonts,
    loadAdditionalAsset: async (_language, part) => {
      if (part.trim() !== '') lacking.push(part);
      return [];
    },
  });
  return lacking;
}

/** One spelling for each letter, and single spaces. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(unseen, '')
    .replace(/[^\S\u00a0\u202f]+/g, ' ')
    .trim();
}
