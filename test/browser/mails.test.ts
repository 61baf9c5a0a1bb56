import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locales } from '../../src/locales/index.ts';
import { type MailTemplate, renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from '../mail/samples.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(locales)('in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  const mails = sampleMails(locale);
  const letter = mails['follow-up'];
  const markdown = [
    'Bonjour **{firstName}**,',
    'Ce qu’il faut *samedi* :\n\n- de bons souliers ;\n- de l’eau ;\n- une personne que vous aimez bien.',
    '## Le point de rencontre',
    'Parc Durocher, devant le [chalet](https://coteau.example/chalet-du-parc-durocher-au-680-rue-raoul-jobin).',
  ].join('\n\n');
  const variants: [string, MailTemplate][] = [
    ['follow-up-markdown', { ...letter, body: markdown }],
    ['follow-up-nameless', { ...letter, firstName: '' }],
    ['shift-reminder-morning', { ...mails['shift-reminder'], morning: true }],
    ['booking-cancelled-called-off', { ...mails['booking-cancelled'], calledOff: true }],
    ['paused-complaints', { ...mails.paused, reason: 'complaints' }],
  ];
  const templates = Object.values(mails).map((mail): [string, MailTemplate] => [mail.name, mail]);

  test.each([...templates, ...variants])('the mail %s', async (name, template) => {
    const { html } = await renderMail(template);
    const page = await browser.newPage('https://terrain.example', { locale: `${locale}-CA` });
    await page.setContent(html);
    expect(await page.locator('body').textContent()).not.toMatch(/\{\w+\}|undefined/);
    await inspect(page, `rendered-${name}-${locale}`, { isMail: true });
  });
});
