import { describe, expect, test } from 'vitest';
import { parseAmount } from '../../src/pledges/form.ts';

const nbsp = '\u00a0';
const narrow = '\u202f';

describe('an amount as people type it', () => {
  test.each([
    ['25', 25_00],
    ['025', 25_00],
    ['10,50', 10_50],
    ['10.50', 10_50],
    ['10,5', 10_50],
    ['10,50 $', 10_50],
    ['10.50 $', 10_50],
    ['$10.50', 10_50],
    ['$ 10', 10_00],
    ['CA$10', 10_00],
    ['10 CAD', 10_00],
    ['10€', 10_00],
    ['1 000,00 $', 1_000_00],
    [`1${nbsp}000,00${nbsp}$`, 1_000_00],
    [`1${narrow}000`, 1_000_00],
    ['$1,000', 1_000_00],
    ['$1,000.00', 1_000_00],
    ['1.000', 1_000_00],
    ['10.505', 10_505_00],
    ['1.000,50', 1_000_50],
    ['1’000.50', 1_000_50],
    ['1,000,000', 1_000_000_00],
    ['0', 0],
    ['0,00', 0],
    ['0,01', 1],
  ])('“%s” is %i in minor units', (text, minor) => {
    expect(parseAmount(text)).toBe(minor);
  });

  test.each([
    '',
    'NaN',
    '1e9',
    '-5',
    '+5',

    '10,',
    ',50',
    '.',
    '1,2,3',
    '1,0000',
    '10..5',
    '10.5.5',
    'dix',
    '10 dollars',
    '0x10',
    '1000%',
    '10\u0000',
    '١٠',
  ])('“%s” is not an amount', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });
});
