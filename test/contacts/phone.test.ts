import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { expect, test } from 'vitest';
import { loadPhoneParser } from '../../src/contacts/phone.ts';

const parsePhone = await loadPhoneParser();

test.each([
  ['514 555-0123', 'CA', '+15145550123'],
  ['(514) 555-0123', 'CA', '+15145550123'],
  ['1 819.555.0144', 'CA', '+18195550144'],
  ['+33 6 12 34 56 78', 'CA', '+33612345678'],
  ['06 12 34 56 78', 'FR', '+33612345678'],
  ['514 555', 'CA', undefined],
  ['call me', 'CA', undefined],
])('%s in %s is %s', (typed, country, phone) => {
  expect(parsePhone(typed, country)).toBe(phone);
});

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
const between = fc.constantFrom('', ' ', '-', '.', ') ', ')', ' (');
const prefix = fc.constantFrom('', '1', '+1', '1-', '+1 ', '+1.(', '(', '0');

test('what is read without the library is what the library reads', () => {
  const typed = fc
    .tuple(prefix, digits(3), between, digits(3), between, digits(4))
    .map(([start, area, one, exchange, other, line]) =>
      [start, area.join(''), one, exchange.join(''), other, line.join('')].join(''),
    );
  fc.assert(
    fc.property(typed, fc.constantFrom('CA' as const, 'US' as const), (text, country) => {
      const number = parsePhoneNumberFromString(text, country);
      expect(parsePhone(text, country)).toBe(number?.isPossible() ? number.number : undefined);
    }),
    { numRuns: 2_000 },
  );
});
