import { validate, version } from 'uuid';
import { expect, test } from 'vitest';
import { newId } from '../../src/db/new-id.ts';

test('ids are UUIDv7 of now, each greater than the one before, and their random part differs', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids.map((id) => id.slice(-11))).size).toBeGreaterThan(19_990);
  const at = Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});
