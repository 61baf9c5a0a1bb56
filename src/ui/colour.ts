/** The grounds of `public/css/tokens.css` that accent text must be readable on; a test holds the two together. */
export const grounds = {
  light: { paper: '#f6f2ea', surface: '#ffffff' },
  dark: { paper: '#14120e', surface: '#201d18' },
} as const;

type Rgb = readonly [number, number, number];

/** WCAG 2.2 asks for 4.5:1; a little more, so that rounding to eight bits cannot fall below it. */
const readable = 4.6;

/**
 * The stylesheet of one organizer's colour, for `/css/colour/RRGGBB.css`. It colours what carries `colourClass(hex)`,
 * the whole page or one card, so that several colours can stand on one page without any inline style.
 *
 * @param hex `#rrggbb`, any case, with or without `#`
 * @throws RangeError when it is not a colour
 */
export function colourStylesheet(hex: string): string {
  const accent = parse(hex);
  const name = colourClass(hex);
  const [light, dark] = [shades(accent, 'light'), shades(accent, 'dark')];
  return `.${name}{--accent:${print(accent)};--on-accent:${onAccent(accent)};${light}}
@media (prefers-color-scheme:dark){.${name}{${dark}}}
`;
}

/** The class that `colourStylesheet` colours. */
export function colourClass(hex: string): string {
  return `c-${print(parse(hex)).slice(1)}`;
}

/** Where the stylesheet of a colour is served. */
export function colourPath(hex: string): string {
  return `/css/colour/${print(parse(hex)).slice(1)}.css`;
}

/** An organizer's colour as a picture needs it: the ground, what is written on it, and the same hue on light paper. */
export function colourRoles(hex: string): { accent: string; onAccent: string; strong: string } {
  const accent = parse(hex);
  const strong = readableOn([parse(grounds.light.paper), parse(grounds.light.surface)], accent, 'light');
  return { accent: print(accent), onAccent: onAccent(accent), strong: print(strong) };
}

/** Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  return ratio(parse(one), parse(other));
}

function shades(accent: Rgb, scheme: 'light' | 'dark'): string {
  const surface = parse(grounds[scheme].surface);
  const soft = mix(surface, accent, scheme === 'light' ? 0.12 : 0.14);
  const strong = readableOn([parse(grounds[scheme].paper), surface, soft], accent, scheme);
  return `--accent-strong:${print(strong)};--accent-soft:${print(soft)}`;
}

/** The accent, in its own hue, made no darker or lighter than reading it on all these grounds needs. */
function readableOn(backgrounds: Rgb[], accent: Rgb, scheme: 'light' | 'dark'): Rgb {
  const [hue, saturation, lightness] = toHsl(accent);
  const step = scheme === 'light' ? -0.01 : 0.01;
  for (let light = lightness; light >= 0 && light <= 1; light += step) {
    const candidate = toRgb([hue, saturation, light]);
    if (backgrounds.every((background) => ratio(candidate, background) >= readable)) return candidate;
  }
  return scheme === 'light' ? [0, 0, 0] : [255, 255, 255];
}

/** White where white can be read, black elsewhere: one of the two always has at least 4.58:1. */
function onAccent(accent: Rgb): string {
  return ratio(accent, [255, 255, 255]) >= readable ? '#ffffff' : '#000000';
}

function ratio(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** CSS Color 4, section 7: hue in degrees, saturation and lightness from 0 to 1. */
function toHsl(colour: Rgb): Rgb {
  const [red, green, blue] = [colour[0] / 255, colour[1] / 255, colour[2] / 255];
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [spread, lightness] = [most - least, (most + least) / 2];
  if (spread === 0) return [0, 0, lightness];
  const saturation = spread / (1 - Math.abs(2 * lightness - 1));
  if (most === red) return [60 * (((green - blue) / spread + 6) % 6), saturation, lightness];
  return [60 * (most === green ? (blue - red) / spread + 2 : (red - green) / spread + 4), saturation, lightness];
}

function toRgb([hue, saturation, lightness]: Rgb): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const turn = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [at(0), at(1), at(2)];
}

function parse(hex: string): Rgb {
  const digits = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!digits) throw new RangeError(`not a colour: ${hex}`);
  const at = (index: number) => Number.parseInt(digits[index] ?? '', 16);
  return [at(1), at(2), at(3)];
}

function print(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
