import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggestDomain, suggestEmail } from '../../src/contacts/email-typo.ts';

describe('an address with a slip in a known provider', () => {
  test.each([
    ['ada@gmial.com', 'ada@gmail.com'],
    ['ada@gmail.con', 'ada@gmail.com'],
    ['ada@gmail.co', 'ada@gmail.com'],
    ['ada@gmail.ca', 'ada@gmail.com'],
    ['ada@gmailcom', 'ada@gmail.com'],
    ['ada@gmail', 'ada@gmail.com'],
    ['ada@gmail,com', 'ada@gmail.com'],
    ['ada@gmail.com.', 'ada@gmail.com'],
    ['Ada.L+x@GMAL.com', 'Ada.L+x@gmail.com'],
    ['ada@gnail.com', 'ada@gmail.com'],
    ['ada@hotmial.com', 'ada@hotmail.com'],
    ['ada@hotmal.fr', 'ada@hotmail.fr'],
    ['ada@outlok.com', 'ada@outlook.com'],
    ['ada@yaho.ca', 'ada@yahoo.ca'],
    ['ada@yahooo.fr', 'ada@yahoo.fr'],
    ['ada@icloud.co', 'ada@icloud.com'],
    ['ada@vidéotron.ca', 'ada@videotron.ca'],
    ['ada@videotrn.ca', 'ada@videotron.ca'],
    ['ada@sympatco.ca', 'ada@sympatico.ca'],
    ['ada@lapost.net', 'ada@laposte.net'],
    ['ada@wandoo.fr', 'ada@wanadoo.fr'],
    ['ada@comcst.net', 'ada@comcast.net'],
  ])('%s: %s', (typed, meant) => {
    expect(suggestEmail(typed)).toBe(meant);
  });

  test.each([
    ...[
      'ada@gmail.com',
      'ada@GMAIL.COM',
      'ada@ymail.com',
      'ada@mail.com',
      'ada@email.com',
      'ada@hotmail.ca',
      'ada@live.ca',
    ],
    ...['ada@outlook.fr', 'ada@yahoo.ca', 'ada@yahoo.fr', 'ada@me.com', 'ada@pm.me', 'ada@gmx.fr', 'ada@example.org'],
    ...[
      'ada@gaia.com',
      'ada@cfr.fr',
      'ada@bell.ca',
      'ada@freefr.org',
      'ada@lemail.quebec',
      'ada@qc.aira.com',
      'ada@fmail.fr',
    ],
    ...['ada@assnat.qc.ca', 'ada@quebecsolidaire.net', 'ada@orange.ca', 'ada', '', '@gmial.com', 'ada@'],
  ])('“%s” is left alone', (typed) => {
    expect(suggestEmail(typed)).toBeUndefined();
  });
});

test('what is offered needs no further offer, and the name before the @ stays as typed', () => {
  fc.assert(
    fc.property(
      fc.emailAddress(),
      fc.constantFrom('gmail.com', 'hotmail.com', 'videotron.ca'),
      fc.nat(12),
      (address, domain, at) => {
        const name = address.slice(0, address.lastIndexOf('@'));
        const slipped = `${domain.slice(0, at % domain.length)}${domain.slice((at % domain.length) + 1)}`;
        for (const typed of [address, `${name}@${slipped}`]) {
          const offer = suggestEmail(typed);
          if (offer === undefined) continue;
          expect(offer.slice(0, offer.lastIndexOf('@'))).toBe(name);
          expect(suggestEmail(offer)).toBeUndefined();
        }
      },
    ),
  );
});

test('any text is either left alone or offered a provider', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      expect(suggestDomain(typed) ?? 'gmail.com').toMatch(/^[a-z]+(\.[a-z]+)+$/);
    }),
  );
});
