import { describe, expect, test } from 'vitest';
import { locales, messages } from '../../src/locales/index.ts';

const sender = 'Équipe Essai';
const partner = 'Les Amies du Parc';

describe.each(locales)('the sentences beside the boxes, in %s,', (locale) => {
  const { wordings } = messages(locale).consents;

  test.each(Object.entries(wordings))(
    'of %s name who asks and the partner, and each is a sentence of its own',
    (_law, law) => {
      const { version, ...channels } = law;
      expect(version).toMatch(/^\d{4}-\d\d$/);
      const sentences = Object.values(channels).map((wording) => wording({ sender, partner }));
      expect(new Set(sentences).size).toBe(4);
      for (const sentence of sentences) {
        expect(sentence).toContain(sender);
        expect(sentence).not.toMatch(/undefined|\s[:;?!]/);
      }
      expect(channels.partner({ sender, partner })).toContain(partner);
    },
  );

  test('say that one may leave', () => {
    for (const { version: _, ...channels } of Object.values(wordings)) {
      for (const wording of Object.values(channels)) {
        expect(wording({ sender, partner })).toMatch(/retirer|désabonner|STOP|withdraw|unsubscribe/);
      }
    }
  });
});
