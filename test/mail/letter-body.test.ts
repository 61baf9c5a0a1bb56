import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { describe, expect, test } from 'vitest';
import { letterBody } from '../../emails/components/letter-body.ts';
import { renderPersonal } from '../../src/mail/render-personal.ts';
import { renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from './samples.ts';

const sample = sampleMails('fr')['follow-up'];

describe('an organizer’s Markdown', () => {
  test('becomes a letter: paragraphs, emphasis, lists, headings, line breaks and links', async () => {
    const { html, text } = await renderMail({ ...sample, body: letter });
    for (const tag of ['<strong>maintenant', '<em>vous', '<h2 class="ink"', '<ul class="ink"', '<br />'])
      expect(html).toContain(tag);
    expect(html).toContain('href="https://coteau.example/plan?a=1&amp;b=2"');
    expect(text).toContain(`Bonjour Maïté,

C’est maintenant que le parc a besoin de vous.
Samedi, en personne.


Trois façons d’aider

- frapper aux portes
- appeler

 1. lire le plan <https://coteau.example/plan?a=1&b=2>, puis
 2. écrire à bonjour@coteau.example ou au 418 555-0123 <+14185550123>.`);
  });

  test('loses what is not for a mail: HTML, pictures, rules, and links to anywhere else', () => {
    const written = [
      '<script>alert(1)</script>',
      '<b onclick="x()">gras</b> ![pixel](https://suivi.example/p.gif)',
      '[mot](javascript:alert(1)) [autre](http://clair.example) [là](//ailleurs.example) [ici](data:text/html,x)',
      '---',
      '<p style="position:fixed" class="x">dit</p>',
    ].join('\n\n');
    const { html } = letterBody(written, {});
    expect(html).not.toMatch(/<script|<b\b|<img|<hr|href|javascript:|data:|pixel|suivi|position|class="x"|onclick/);
    expect(html).toContain('mot autre là ici');
  });

  test('reads well where a name is missing, emphasis and lists included', () => {
    const words = (body: string) => letterBody(body, { firstName: '' }).words;
    expect(words('**{firstName}**, on y va')).toBe('On y va');
    expect(words('Salut\n\n{firstName}, on y va')).toBe('Salut On y va');
    expect(words('- {firstName}, on y va')).toBe('On y va');
    expect(words('Bonjour {firstName|à *toi*},')).toBe('Bonjour à toi,');
  });

  test('has no field’s value in a link’s address', () => {
    for (const body of ['[x](https://a.example/{firstName})', 'https://a.example/{firstName}', 'www.{firstName}.com']) {
      expect(letterBody(body, { firstName: 'Léo' }).html).not.toContain('href');
    }
  });
});

const typed = fc.oneof(
  fc.constantFrom('<img src=x onerror=alert(1)>', '**gras**', '[mot](https://mal.example)', '\r\nBcc: a@b.example'),
  fc.constantFrom('# titre', '1. un', '&lt;b&gt;', '{firstName}', '$&', '\uFDD00\uFDD1', '\u202Eexe', '" onclick="x()'),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const place = fc.constantFrom(
  '{firstName}',
  'Bonjour {firstName}, merci',
  '**{firstName}** et *{team|elle}*',
  '- {team|nous}\n- {leader|quelqu’un}',
  '# {firstName}\n\n1. {pledge|rien}',
  '[{firstName}](https://coteau.example/)',
  '`{firstName}` <b>{team|x}</b>',
  '{firstName}\n===\n\n    {leader|y}',
);

describe('nothing that is typed in a value', () => {
  test('becomes Markdown or HTML', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), typed, typed, (places, one, other) => {
        const body = places.join('\n\n');
        const values = { firstName: one, team: other, leader: one, pledge: other };
        const plain = { firstName: 'x', team: 'x', leader: 'x', pledge: 'x' };
        // With the same fields known, the elements are those of the letter to anyone else.
        const known = (value: string) =>
          value.replace(/[\p{Cc}\s\u202A-\u202E\u2066-\u2069\uFDD0-\uFDEF]/gu, '') !== '';
        if (known(one) && known(other)) {
          expect(tagsOf(letterBody(body, values).html)).toEqual(tagsOf(letterBody(body, plain).html));
        }
        const { html } = letterBody(body, values);
        expect(sanitizeHtml(html, { allowedTags: [], allowedAttributes: {} })).not.toMatch(/[\uFDD0-\uFDEF]/);
      }),
      { numRuns: 500 },
    );
  });

  test('becomes a header line: a subject stays one line', async () => {
    await fc.assert(
      fc.asyncProperty(typed, async (value) => {
        const mail = { ...sample, firstName: value, fields: { team: value }, subject: '{firstName} {team|nous} !' };
        expect((await renderMail(mail)).subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
      { numRuns: 60 },
    );
  });

  test('makes a mail that is put together differ from one that is rendered', async () => {
    await fc.assert(
      fc.asyncProperty(place, typed, typed, async (body, firstName, team) => {
        const mail = { ...sample, body, firstName, fields: { team } };
        expect(await renderPersonal(mail)).toEqual(await renderMail(mail));
      }),
      { numRuns: 80 },
    );
  });
});

function tagsOf(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

const letter = `Bonjour {firstName},

C’est **maintenant** que le parc a besoin de *vous*.
Samedi, en personne.

## Trois façons d’aider

- frapper aux portes
- appeler

1. lire [le plan](https://coteau.example/plan?a=1&b=2), puis
2. écrire à bonjour@coteau.example ou au [418 555-0123](tel:+14185550123).
`;
