import { expect, test } from 'vitest';
import { unsubscribeHeaders } from '../../src/mail/headers.ts';
import { renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from './samples.ts';

// The sentences as they are read: rendered, so that those made of parts are seen whole.
async function sentences(locale: 'fr' | 'en'): Promise<string[]> {
  const mails = Object.values(sampleMails(locale)).filter(({ name }) => name !== 'follow-up');
  const texts = await Promise.all(mails.map(async (mail) => await renderMail(mail)));
  return texts
    .flatMap(({ subject, text }) => [subject, ...text.split('\n')])
    .filter((line) => !line.startsWith('http'));
}

test('the French mails keep French typography', async () => {
  for (const sentence of await sentences('fr')) {
    expect(sentence).not.toMatch(/'|"|\.\.\./);
    // A no-break space before high signs and inside guillemets, so that none starts a line.
    expect(sentence).not.toMatch(/[^\u00a0\u202f][:;!?»](?=\s|$)|«[^\u00a0\u202f]/u);
    expect(sentence).not.toMatch(/[eé]·|\(e\)|\bemail\b|e-mail/i);
  }
});

test('the English mails keep English typography', async () => {
  for (const sentence of await sentences('en')) {
    expect(sentence).not.toMatch(/'|"|\.\.\.|\s[:;!?]|[«»\u00a0]/);
  }
});

test('the unsubscribe headers are those of RFC 8058', () => {
  expect(unsubscribeHeaders('https://terrain.example/u/jeton')).toEqual({
    'List-Unsubscribe': '<https://terrain.example/u/jeton>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
});
