import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReplyToken, replyAddress, replyToken, threadAmong, tokenLength } from '../../src/mail/reply-address.ts';

const secret = 'a secret that only the tests know, 42';
const thread = fc.record({ kind: fc.constantFrom('message' as const, 'conversation' as const), id: fc.uuid() });
const place = { local: 'replies', domain: 'terrain.example' };

describe('the token of a thread', () => {
  test('reads back to what it was made of, in whatever case it comes back', () => {
    fc.assert(
      fc.property(thread, fc.array(fc.boolean(), { minLength: tokenLength, maxLength: tokenLength }), (one, upper) => {
        const token = replyToken(secret, one);
        expect(token).toMatch(/^[a-z2-7]{44}$/);
        const changed = [...token].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join('');
        expect(readReplyToken(secret, changed)).toEqual(one);
      }),
    );
  });

  test('is refused with any one letter changed, cut, or lengthened', () => {
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567');
    fc.assert(
      fc.property(thread, fc.nat(tokenLength - 1), letters, (one, at, letter) => {
        const token = replyToken(secret, one);
        const forged = token.slice(0, at) + letter + token.slice(at + 1);
        expect(readReplyToken(secret, forged)).toEqual(forged === token ? one : undefined);
        expect(readReplyToken(secret, token.slice(0, at))).toBeUndefined();
        expect(readReplyToken(secret, token + letter)).toBeUndefined();
      }),
    );
  });

  test('is worth nothing under another secret, and no text is taken for one', () => {
    fc.assert(
      fc.property(thread, fc.string({ maxLength: 60 }), (one, text) => {
        expect(readReplyToken('another secret, of another house', replyToken(secret, one))).toBeUndefined();
        expect(readReplyToken(secret, text)).toBeUndefined();
      }),
    );
  });
});

describe('the address of a thread', () => {
  test.each([
    ['a mailbox that takes a plus', place],
    ['a domain of its own', { local: undefined, domain: 'reply.terrain.example' }],
    ['the longest mailbox there may be', { local: 'a'.repeat(19), domain: 'terrain.example' }],
  ])('at %s is one that mail takes, and is found again among others', (_, replies) => {
    fc.assert(
      fc.property(thread, (one) => {
        const address = replyAddress({ replies, secret }, one) ?? '';
        expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
        const others = ['ada@example.org', 'replies@terrain.example', 'replies+x@terrain.example'];
        expect(threadAmong({ replies, secret }, [...others, address.toUpperCase()])).toEqual(one);
        expect(threadAmong({ replies, secret }, others)).toBeUndefined();
        const changed = { replies, secret: 'another secret, of another year' };
        expect(threadAmong({ ...changed, oldSecret: secret }, [address])).toEqual(one);
        expect(threadAmong(changed, [address])).toBeUndefined();
        const elsewhere = address.replace(/@.*/, '@evil.example');
        expect(threadAmong({ replies, secret }, [elsewhere])).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  test('is none where no place for replies is set', () => {
    const id = '0190a000-0000-7000-8000-000000000000';
    expect(replyAddress({ replies: undefined, secret }, { kind: 'message', id })).toBeUndefined();
  });
});
