import { describe, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';

const field = { kind: 'one-of', name: 'shirt', options: ['small'] };
const words = { shirt: { label: 'Taille', options: { small: 'Petit' } } };

/** What is wrong with a file of these fields, words and consents, as `path: what`. */
function faults(settings: Record<string, unknown>, fields: Record<string, unknown> = words): string[] {
  const parsed = campaignFile.safeParse({
    ...riding,
    settings: { ...riding.settings, ...settings },
    texts: { fr: { ...riding.texts.fr, fields }, en: { ...riding.texts.en, fields } },
  });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a campaign’s file', () => {
  test('with words for all that it asks is taken', () => {
    expect(faults({ fields: [field, { name: 'phone' }], consents: [{ channel: 'sms' }] })).toEqual([]);
  });

  test.each([
    ['a question without words', { fields: [field] }, {}, 'texts.fr.fields.shirt: has no words in this language'],
    [
      'an answer without words',
      { fields: [field] },
      { shirt: { label: 'Taille' } },
      'texts.fr.fields.shirt.options.small: has no words in this language',
    ],
    ['one question twice', { fields: [field, field] }, words, 'settings.fields.1: shirt is asked for twice'],
    [
      'one consent twice',
      { consents: [{ channel: 'email' }, { channel: 'email' }] },
      words,
      'settings.consents.1: email is asked for twice',
    ],
    [
      'texts without a phone to send them to',
      { fields: [field], consents: [{ channel: 'sms' }] },
      words,
      'settings.consents.0: sms needs the field phone',
    ],
  ])('with %s says where', (_what, settings, fields, fault) => {
    expect(faults(settings, fields)).toContain(fault);
  });

  test.each(['phone', 'email', 'constructor', '__proto__', 'Shirt', 'a b', ''])(
    'cannot call a question “%s”',
    (name) => {
      expect(faults({ fields: [{ ...field, name }] }, { [name]: words.shirt })).not.toEqual([]);
    },
  );
});
