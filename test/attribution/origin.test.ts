import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carryOrigin, countedAs, readCarried, readOrigin } from '../../src/attribution/origin.ts';
import { readShareCode, shareCode } from '../../src/attribution/share-code.ts';

const own = ['terrain.example.org'];
const page = 'https://terrain.example.org/fr/essai';

describe('where a request comes from', () => {
  test.each([
    ['nothing tells', page, undefined, undefined],
    ['a page of our own', page, 'https://terrain.example.org/?lang=fr', undefined],
    ['our own front page without a slash', page, 'https://terrain.example.org', undefined],
    [
      'a site whose name begins like ours',
      page,
      'https://terrain.example.org.evil.test/',
      'terrain.example.org.evil.test',
    ],
    ['another site', page, 'https://www.LaPresse.ca/actualites?x=1', 'lapresse.ca'],
    ['a phone’s page that leads out', page, 'https://lm.facebook.com/l.php?u=1', 'facebook.com'],
    ['a site of two words', page, 'https://m.ca/', 'm.ca'],
    ['another port of a machine', page, 'http://127.0.0.1:8080/x', '127.0.0.1:8080'],
    ['an app', page, 'android-app://com.google.android.gm/', 'com.google.android.gm'],
    ['no address at all', page, 'about:blank', undefined],
    ['a frame on another site', `${page}?from=blogue.example`, 'https://terrain.example.org/embed', 'blogue.example'],
    ['a name that is none', `${page}?from=%3Cscript%3E`, undefined, undefined],
  ])('%s', (_, url, referrer, host) => {
    expect(readOrigin(url, referrer, own)?.host).toBe(host);
  });

  test('the words of a link are kept, its source and medium in lower case', () => {
    const read = readOrigin(`${page}?utm_source=Facebook&utm_medium=Social&utm_campaign=Rentrée&x=y`, undefined, own);
    expect(read).toEqual({ source: 'facebook', medium: 'social', campaign: 'Rentrée' });
  });

  test('what is no word, no code or nothing leaves no trace', () => {
    expect(readOrigin(`${page}?utm_source=%00%20&by=short&lang=fr&utm_term=`, undefined, own)).toBeUndefined();
  });

  test('a source goes before the site where the link stood', () => {
    expect(countedAs({ source: 'infolettre', host: 'mail.example' })).toEqual({ via: 'link', source: 'infolettre' });
    expect(countedAs({ host: 'mail.example' })).toEqual({ via: 'site', source: 'mail.example' });
    expect(countedAs({ term: 'x' })).toEqual({ via: 'direct', source: '' });
  });

  test('whatever a query holds, what is read is short, storable, and comes back from a form as it was', () => {
    const names = fc.constantFrom('utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'from', 'by');
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom('%', '%zz', '%C3%28', '%ED%A0%80', '👩‍🚒'.repeat(60)),
    );
    const referrer = fc.option(fc.oneof(fc.webUrl(), fc.string()), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(names, value, fc.boolean())), referrer, (pairs, from) => {
        const query = pairs.map(
          ([name, text, raw]) => `${name}=${raw ? text : encodeURIComponent(text.toWellFormed())}`,
        );
        const read = readOrigin(`${page}?${query.join('&')}`, from, own);
        if (!read) return;
        for (const text of Object.values(read)) {
          expect(Array.from(text).length).toBeLessThanOrEqual(106);
          expect(text.isWellFormed()).toBe(true);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that must not be there
          expect(text).not.toMatch(/[\u0000-\u001f\u007f]/);
        }
        const carried = carryOrigin('key', read);
        expect(readCarried('key', carried.signed)).toEqual(read);
        expect(readCarried('another key', carried.signed)).toBeUndefined();
        expect(carried.query).toMatch(/^\?[\w.*+%&=-]+$/);
        expect(readOrigin(page + carried.query, undefined, own)).toEqual(read);
      }),
    );
  });

  test('a field that was tampered with says nothing', () => {
    const { signed } = carryOrigin('key', { source: 'a' });
    const forged = `${Buffer.from('{"source":"b"}').toString('base64url')}.${signed.split('.')[1]}`;
    for (const text of [forged, '', '.', signed.slice(1), 'é'.repeat(20), `${signed}A`]) {
      expect(readCarried('key', text)).toBeUndefined();
    }
  });
});

describe('a share code', () => {
  const id = '0190a1b2-0000-7000-8000-000000000001';

  test('is always the same for one, and another for each', () => {
    expect(shareCode('key', 'signup', id)).toBe(shareCode('key', 'signup', id));
    const codes = [shareCode('key', 'signup', id), shareCode('key', 'contact', id), shareCode('other', 'signup', id)];
    expect(new Set(codes).size).toBe(3);
    for (const code of codes) expect(readShareCode(code)).toBe(code);
  });

  test('may be typed from a poster', () => {
    expect(readShareCode(' O1IL23456Z ')).toBe('011123456z');
    for (const wrong of ['', 'o1il23456', '01112345678', '0111-23456', '011123456u']) {
      expect(readShareCode(wrong)).toBeUndefined();
    }
  });
});
