/** @jsxImportSource react */
import { contrast } from '../../src/ui/colour.ts';

/** White where white can be read on `background` (`#rrggbb`), black elsewhere: the pages' own rule, always 4.5 to 1. */
export function inkOn(background: string): '#000000' | '#ffffff' {
  return contrast(background, '#ffffff') >= 4.6 ? '#ffffff' : '#000000';
}

/** An edge for a surface of this colour: its own, unless that would melt into one of the grounds it lies on. */
export function edgeOf(colour: string, grounds: string[], edge: string): string {
  return grounds.some((ground) => contrast(colour, ground) < 1.5) ? edge : colour;
}
