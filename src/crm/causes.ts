import type { Cause } from './connector.ts';

export type { Cause };

/** Every cause that something can fail for, the ones that a person has to act on first. */
export const causes = [
  'credentials',
  'rights',
  'gone',
  'blocked-address',
  'invalid-value',
  'missing-field',
  'duplicate',
  'compliance',
  'down',
  'timeout',
  'rate',
  'answer-not-understood',
  'race',
] as const satisfies Cause[];
