import { describe, expect, test } from 'vitest';
import { loadPhoneParser } from '../../src/contacts/phone.ts';
import { parsePostalCode } from '../../src/contacts/postal-code.ts';

describe('a postal code', () => {
  test.each([
    ['CA', 'h2x1y4', 'H2X 1Y4'],
    ['CA', ' H2X-1Y4 ', 'H2X 1Y4'],
    ['ca', 'H2X 1Y4', 'H2X 1Y4'],
    ['US', '10001', '10001'],
    ['US', '100011234', '10001-1234'],
    ['US', '10001 1234', '10001-1234'],
    ['FR', '75011', '75011'],
    ['FR', '75 011', '75011'],
    ['FR', 'F-75011', '75011'],
    ['FR', '20000', '20000'],
    ['FR', '97400', '97400'],
    ['BE', 'B-1000 Bruxelles', 'B-1000 Bruxelles'],
    ['GB', 'sw1a 1aa', 'sw1a 1aa'],
  ])('of %s typed as “%s” is %s', (country, typed, written) => {
    expect(parsePostalCode(typed, country)).toBe(written);
    expect(parsePostalCode(written, country)).toBe(written);
  });

  test.each([
    ['CA', 'H2X'],
    ['CA', 'D2X 1Y4'],
    ['CA', 'W2X 1Y4'],
    ['CA', '10001'],
    ['US', '1000'],
    ['US', '10001-12'],
    ['US', 'H2X 1Y4'],
    ['FR', '7501'],
    ['FR', '00100'],
    ['FR', '750111'],
  ])('of %s cannot be “%s”', (country, typed) => {
    expect(parsePostalCode(typed, country)).toBeUndefined();
  });
});

describe('a phone number', () => {
  test.each([
    ['CA', '514 555-0123', '+15145550123'],
    ['CA', '1-514-555-0123', '+15145550123'],
    ['FR', '06 12 34 56 78', '+33612345678'],
    ['CA', '+33 6 12 34 56 78', '+33612345678'],
    ['CA', '514 555-0123, poste 42', '+15145550123;ext=42'],
    ['CA', '514 555-0123 x42', '+15145550123;ext=42'],
    ['CA', 'appelez le 514 555-0123 après 17 h', undefined],
    ['CA', '12', undefined],
    ['XX', '514 555-0123', undefined],
    ['XX', '+1 514 555-0123', '+15145550123'],
  ])('typed in %s as “%s” is %s', async (country, typed, number) => {
    const parse = await loadPhoneParser();
    expect(parse(typed, country)).toBe(number);
    if (number !== undefined) expect(parse(number, country)).toBe(number);
  });
});
