import { createHash } from 'node:crypto';
import type { CampaignContent } from './form.ts';

/** A campaign's content taken apart: each text and setting under its path, lists and their like as one piece. */
export type Pieces = Map<string, unknown>;

/** Settings that are only right as a whole: half of one and half of another would be neither. */
const whole = new Set(['settings.pledge', 'settings.goal', 'settings.video', 'settings.authority']);

/** Takes a content apart; shifts, sequences and their steps by their keys, so that two people may change two of them. */
export function piecesOf({ settings, texts, sequences, shifts }: CampaignContent): Pieces {
  const pieces: Pieces = new Map();
  take(pieces, 'settings', settings);
  for (const [locale, text] of Object.entries(texts)) take(pieces, `texts.${locale}`, text);
  if (sequences.length > 0) pieces.set('sequences', keysOf(sequences));
  for (const { steps, ...head } of sequences) {
    pieces.set(`sequences.${head.key}`, head);
    pieces.set(`sequences.${head.key}.steps`, keysOf(steps));
    for (const step of steps) pieces.set(`sequences.${head.key}.steps.${step.key}`, step);
  }
  for (const { key, ...rest } of shifts) take(pieces, `shifts.${key}`, rest);
  return pieces;
}

/** Puts pieces together again. What comes out is to be validated: two changes may not agree with each other. */
export function joinPieces(pieces: Pieces): unknown {
  const content: Record<string, unknown> = { settings: {}, texts: {} };
  const shifts = new Map<string, Record<string, unknown>>();
  for (const [path, value] of pieces) {
    const [part = '', key = '', ...rest] = path.split('.');
    if (part === 'sequences') continue;
    if (part !== 'shifts') put(content, path.split('.'), value);
    else {
      const shift = shifts.get(key) ?? { key };
      shifts.set(key, shift);
      put(shift, rest, value);
    }
  }
  const sequences = inOrder(pieces, 'sequences').flatMap(({ value, path }) => {
    const steps = inOrder(pieces, `${path}.steps`).map((step) => step.value);
    return isRecord(value) ? [{ ...value, steps }] : [];
  });
  return { ...content, sequences, shifts: [...shifts.values()] };
}

/** The pieces right below a path: first those that its own piece names, in its order, then the others. */
function inOrder(pieces: Pieces, path: string): { path: string; value: unknown }[] {
  const order = pieces.get(path);
  const named = Array.isArray(order) ? order.map((key) => `${path}.${String(key)}`) : [];
  const depth = path.split('.').length + 1;
  const added = [...pieces.keys()].filter((one) => one.startsWith(`${path}.`) && one.split('.').length === depth);
  return [...new Set([...named, ...added])].flatMap((one) =>
    pieces.has(one) ? [{ path: one, value: pieces.get(one) }] : [],
  );
}

function keysOf(list: { key: string }[]): string[] {
  return list.map(({ key }) => key);
}

/** Whether two pieces are the same, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** Paths of what differs between two contents. */
export function changedPaths(before: CampaignContent, after: CampaignContent): string[] {
  const [one, other] = [piecesOf(before), piecesOf(after)];
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => !isSame(one.get(path), other.get(path)));
}

/** The name of a content: the same for the same content on every machine. */
export function editionOf(content: CampaignContent): string {
  const { settings, texts, sequences, shifts } = content;
  const byKey = shifts.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const text = canonical({ settings, texts, sequences, shifts: byKey });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function take(pieces: Pieces, path: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !whole.has(path)) {
    for (const [key, one] of Object.entries(value)) take(pieces, `${path}.${key}`, one);
  } else if (value !== undefined) pieces.set(path, value);
}

function put(into: Record<string, unknown>, path: string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) into[key] = value;
  else {
    const next = into[key];
    const inner: Record<string, unknown> = isRecord(next) ? next : {};
    into[key] = inner;
    put(inner, rest, value);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with its keys in order: Postgres keeps them in an order of its own. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      isRecord(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
    ) ?? ''
  );
}
