import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderPersonal } from '../../src/mail/render-personal.ts';
import { type MailTemplate, type RenderedMail, renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from './samples.ts';

const samples = (['fr', 'en'] as const).flatMap((locale) => Object.values(sampleMails(locale)));
const sample = sampleMails('fr')['follow-up'];

const link = fc
  .tuple(fc.stringMatching(/^[\w-]{1,120}$/), fc.constantFrom('', '#shifts', '?answer=attended', '?a=1&b=2'))
  .map(([token, end]) => `https://terrain.example/s/${token}${end}`);
/** Names as people type them, and as nobody does. */
const name = fc.oneof(
  fc.constantFrom('', 'Ada', 'Maïté', 'Jean-Noël', 'D’Arcy', "O'Neil", 'Anne Marie', 'أحمد', '李', 'Zoë', 'É'),
  fc.constantFrom('<b>', 'A & B', ' Ada ', 'Ada  Lovelace', '🌱', 'a\nb', '{firstName}', '', '$&', '"', '...'),
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const words = fc.oneof(
  fc.constantFrom('Bonjour {firstName}, ça va ?', 'Merci, {firstName} !', '{firstName}', 'Rien'),
  fc.string({ minLength: 1, maxLength: 200 }).map((text) => `{firstName} ${text}`),
);

describe('a mail that is put together for a person', () => {
  test('of a sequence is what rendering it would give, whoever it is for and whatever it says', {
    timeout: 120_000,
  }, async () => {
    // A few texts, each for many people: that is where one rendering serves them all.
    const step = fc.record({ subject: words, body: fc.array(words, { minLength: 1, maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(step, fc.array(fc.record({ firstName: name, url: link, out: link }), { minLength: 4 }), same),
      { numRuns: 15 },
    );
    async function same(texts: { subject: string; body: string[] }, people: Person[]) {
      for (const { firstName, url, out } of people) {
        const action = { label: 'Y aller, {firstName}', url };
        await expectSame({ ...sample, ...texts, firstName, action, unsubscribeUrl: out });
      }
    }
  });

  test.each(samples.map((mail) => [mail.name, mail.locale, mail] as const))(
    '%s in %s is what rendering it would give',
    async (_name, _locale, mail) => {
      await expectSame(mail);
      await expectSame(mail);
    },
  );

  test('costs a small part of what rendering it does', async () => {
    const people = Array.from({ length: 100 }, (_, index) => ({
      ...sample,
      firstName: 'Ada',
      unsubscribeUrl: `https://terrain.example/u/${index}`,
    }));
    await renderPersonal(sample);
    const time = async (render: (mail: MailTemplate) => Promise<RenderedMail>) => {
      const start = performance.now();
      for (const mail of people) await render(mail);
      return performance.now() - start;
    };
    await time(renderMail);
    expect(await time(renderPersonal)).toBeLessThan((await time(renderMail)) / 4);
  });
});

type Person = { firstName: string; url: string; out: string };

async function expectSame(mail: MailTemplate): Promise<void> {
  expect(await renderPersonal(mail)).toEqual(await renderMail(mail));
}
