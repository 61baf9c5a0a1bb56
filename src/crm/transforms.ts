import type { Scalar } from './connector.ts';

type Value = string | number | boolean;
/** Changes a value that is not empty; null: there is nothing to send. */
type Transform = (value: Value) => Scalar;

/**
 * The named changes that a value can go through on its way out, in the order in which a page offers them. A name is kept
 * with the mappings that use it: it may be added to, never renamed.
 */
export const transforms = {
  '': (value) => value,
  upper: (value) => String(value).toUpperCase(),
  lower: (value) => String(value).toLowerCase(),
  /** `2026-05-31T14:00:00.000Z` is `2026-05-31`. */
  date: (value) => isoDate(value)?.slice(0, 10) ?? null,
  /** `2026-05-31 14:00:00`, as SQL and CiviCRM write it. */
  'date-time': (value) => isoDate(value)?.slice(0, 19).replace('T', ' ') ?? null,
  /** Milliseconds since 1970, at midnight UTC: what HubSpot's date properties take. */
  'date-milliseconds': (value) => midnight(isoDate(value)),
  year: (value) => isoDate(value)?.slice(0, 4) ?? null,
  /** `fr` is `fr_CA`. */
  'locale-canada': (value) => `${value}_CA`,
  'language-name': (value) => ({ fr: 'Français', en: 'English' })[String(value)] ?? null,
  /** `H2X 1Y4` is `H2X1Y4`. */
  'no-spaces': (value) => String(value).replaceAll(/\s/g, ''),
  /** `H2X 1Y4` is `H2X`. */
  'postal-prefix': (value) => String(value).replaceAll(/\s/g, '').slice(0, 3),
  /** `+15145550199` is `5145550199`. */
  'phone-national': (value) => String(value).replace(/^\+1(?=\d{10}$)/, ''),
  /** `doors, calls` is `doors;calls`: how HubSpot writes several choices. */
  semicolons: (value) => words(value).join(';'),
  'first-word': (value) => words(value)[0] ?? null,
  number: (value) => {
    const read = typeof value === 'string' ? Number(value.replace(',', '.')) : Number(value);
    return Number.isFinite(read) ? read : null;
  },
  /** `25.5` is `2550`. */
  cents: (value) => (Number.isFinite(Number(value)) ? Math.round(Number(value) * 100) : null),
  /** Anything that is there, and is neither zero nor no, is true. */
  'true-false': (value) => isYes(value),
  'yes-no': (value) => (isYes(value) ? 'yes' : 'no'),
  'one-zero': (value) => (isYes(value) ? 1 : 0),
} as const satisfies Record<string, Transform>;

export type TransformName = keyof typeof transforms;

export function isTransform(name: string): name is TransformName {
  return Object.hasOwn(transforms, name);
}

function isoDate(value: Value): string | undefined {
  const at = new Date(String(value));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function midnight(iso: string | undefined): number | null {
  return iso === undefined ? null : Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
}

function words(value: Value): string[] {
  return String(value)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function isYes(value: Value): boolean {
  return !['', '0', 'false', 'no', 'non'].includes(String(value).trim().toLowerCase());
}
