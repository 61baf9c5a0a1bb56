import { mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { inkOn } from '../../emails/components/colour.ts';
import { day, night } from '../../emails/components/style.ts';
import { locales, messages } from '../../src/locales/index.ts';
import { type MailTemplate, type RenderedMail, renderMail } from '../../src/mail/templates.ts';
import { contrast, grounds } from '../../src/ui/colour.ts';
import { sampleMails } from './samples.ts';

const results = 'test-results/mails';
const every = locales.flatMap((locale) =>
  Object.values(sampleMails(locale)).map((template): [string, MailTemplate] => [
    `${template.name}, ${locale}`,
    template,
  ]),
);

beforeAll(async () => {
  await mkdir(results, { recursive: true });
});

describe.each(every)('the mail %s', (_, template) => {
  let mail: RenderedMail;
  beforeAll(async () => {
    mail = await renderMail(template);
    await writeFile(`${results}/${template.name}.${template.locale}.html`, mail.html);
    await writeFile(`${results}/${template.name}.${template.locale}.txt`, `${mail.subject}\n\n${mail.text}`);
  });

  test('says its language, and that it has a light and a dark dress', () => {
    expect(mail.html).toMatch(new RegExp(`<html[^>]* lang="${template.locale}"`));
    expect(mail.html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(mail.html).toContain('@media (prefers-color-scheme: dark)');
  });

  test('is one small page that fetches nothing and follows nobody', () => {
    expect(Buffer.byteLength(mail.html)).toBeLessThan(30_000);
    expect(mail.html).not.toMatch(/<img|<link|<script|url\(|@import|src=/i);
  });

  test('has a subject of one line and a text that reads without the page', () => {
    expect(mail.subject).toMatch(/^\S.*\S$/);
    expect(mail.text).not.toMatch(/<|&[a-z]+;|\n{4,}|\bundefined\b|\bnull\b|\[object|NaN|\{firstName\}/);
    expect(mail.html).not.toMatch(/\bundefined\b|\[object|NaN|\{firstName\}/);
    // No link may be glued to the words after it.
    for (const [link] of mail.text.matchAll(/https:\/\/\S+/g))
      expect(mail.html).toContain(link.replaceAll('&', '&amp;'));
    expect(mail.text).toContain('\n-- \n');
  });

  test('renders to the same bytes a second time', async () => {
    expect(await renderMail(template)).toEqual(mail);
  });
});

describe.each(locales)('in %s', (locale) => {
  const {
    'sign-in': signIn,
    invitation,
    waiting,
    'reply-received': told,
    'shift-lacks': lacks,
    paused: _paused,
    ...ofCampaigns
  } = sampleMails(locale);
  const words = messages(locale).mail;

  test.each(Object.values(ofCampaigns))(
    'the $name mail names its sender, the postal address and the reason',
    async (template) => {
      const { html, text } = await renderMail<keyof typeof ofCampaigns>(template);
      const { sender } = template.campaign;
      for (const fact of [sender.name, ...sender.address.split('\n'), sender.email]) {
        expect(html).toContain(fact);
        expect(text.replace(/\s+/g, ' ')).toContain(fact.replace(/\s+/g, ' '));
      }
      const reasons = Object.values(words.footer.reasons);
      const said = reasons.filter((reason) =>
        text.includes(reason({ campaign: template.campaign.title, sender: sender.name })),
      );
      expect(said).toHaveLength(1);
    },
  );

  test('the unsubscribe link is there when it is given, and only then', async () => {
    const { 'shift-reminder': reminder, 'follow-up': followUp, booking } = sampleMails(locale);
    for (const template of [reminder, followUp]) {
      expect((await renderMail<'shift-reminder' | 'follow-up'>(template)).text).toContain(
        `${words.footer.unsubscribe}\nhttps://terrain.example/u/jeton`,
      );
    }
    expect((await renderMail(booking)).text).not.toContain(words.footer.unsubscribe);
  });

  test('the confirmation has no room for what a stranger typed', async () => {
    const marker = 'viagra-casino-example';
    // As a caller could hand it over by mistake: a whole sign-up spread into the template.
    const carried = { ...sampleMails(locale).confirm, firstName: marker, answers: [marker], question: marker };
    const { subject, html, text } = await renderMail(carried);
    expect(subject + html + text).not.toContain(marker);
    expect(html.match(/<a /g)).toHaveLength(locale === 'fr' ? 3 : 2);
  });

  test('the report has its two answers, each with its own link', async () => {
    const { text } = await renderMail(sampleMails(locale)['report-ask']);
    expect(text).toContain(`${words.reportAsk.attended}\nhttps://terrain.example/s/jeton/report?answer=attended\n`);
    expect(text).toContain(`${words.reportAsk.missed}\nhttps://terrain.example/s/jeton/report?answer=missed\n`);
  });

  test('the invitation names who invites, the site and how long the link works', async () => {
    const { text, html } = await renderMail(invitation);
    for (const fact of ['Maude Roy', 'terrain.example', '3']) expect(text).toContain(fact);
    expect(html).toContain('href="https://terrain.example/admin/sign-in/jeton"');
  });

  test('the mail about a reply leads to it, and names a first name and a campaign', async () => {
    const { text, html } = await renderMail(told);
    for (const fact of [told.firstName, told.campaign, 'terrain.example']) expect(text).toContain(fact);
    expect(html).toContain(`href="${told.conversationUrl}"`);
  });

  test('the sign-in names the site and how long the link works', async () => {
    const { text } = await renderMail(signIn);
    expect(text).toContain('terrain.example');
    expect(text).toMatch(/15\sminutes/);
  });

  test('a shift’s mails say day, hours, zone and place', async () => {
    const { booking, 'booking-cancelled': cancelled, 'shift-reminder': reminder } = sampleMails(locale);
    for (const template of [booking, cancelled, reminder]) {
      const { text } = await renderMail<'booking' | 'booking-cancelled' | 'shift-reminder'>(template);
      expect(text.replace(/\s/gu, ' ')).toContain(
        locale === 'fr' ? '9 h 30 – 12 h (heure de l’Est)' : '9:30 a.m. – 12 p.m. (Eastern Time)',
      );
      expect(text).toContain(template.shift.place);
    }
  });
});

test('a follow-up to someone without a name reads as written for them', async () => {
  const nameless = { ...sampleMails('fr')['follow-up'], firstName: '' };
  const { subject, text } = await renderMail(nameless);
  expect(subject).toBe('On vous attend samedi');
  expect(text).toContain('\nBonjour,\n');
});

test('a follow-up says whether it comes by consent or by what the person did', async () => {
  const own = await renderMail({ ...sampleMails('en')['follow-up'], reason: 'own-act' });
  expect(own.text).toContain('because you made a commitment');
});

test('what is typed in a name or a title is text, never markup', async () => {
  const typed = '<img src=x onerror=alert(1)> & "Léo"';
  const { html, text, subject } = await renderMail({ ...sampleMails('fr')['follow-up'], firstName: typed });
  expect(html).not.toContain('<img');
  expect(text).toContain(`Bonjour ${typed},`);
  expect(subject).toContain(typed);
});

test('the same paragraph twice is shown twice', async () => {
  const { text } = await renderMail({ ...sampleMails('fr')['follow-up'], body: ['Allez.', 'Allez.'] });
  expect(text.match(/Allez\./g)).toHaveLength(2);
});

test('text is readable on every colour an organizer may choose', () => {
  for (let red = 0; red < 256; red += 17) {
    for (let green = 0; green < 256; green += 17) {
      for (let blue = 0; blue < 256; blue += 17) {
        const colour = `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
        expect(contrast(colour, inkOn(colour))).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
});

test('the mails’ own colours are the pages’ and can be read, by day and by night', () => {
  expect([day.paper, day.surface]).toEqual([grounds.light.paper, grounds.light.surface]);
  expect([night.paper, night.surface]).toEqual([grounds.dark.paper, grounds.dark.surface]);
  for (const dress of [day, night]) {
    for (const ground of [dress.paper, dress.surface]) {
      for (const ink of [dress.ink, dress.soft]) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
    }
  }
});
