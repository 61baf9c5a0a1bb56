import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { expect, test } from 'vitest';
import { locales } from '../../src/locales/index.ts';
import { unsubscribeHeaders } from '../../src/mail/headers.ts';
import { type MailTemplate, renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from './samples.ts';

/** Debian's package `spamassassin`, with its local rules: no network. */
const filter = 'spamassassin';
const isThere = spawnSync(filter, ['--version']).status === 0;
const minutes = 60_000;

test.skipIf(!isThere)(
  'SpamAssassin gives every template in both languages less than 1 (skipped where it is not installed)',
  async () => {
    const every = locales.flatMap((locale): MailTemplate[] => Object.values(sampleMails(locale)));
    const mails = await Promise.all(
      every.map(async (template) => await asMessage(`${template.name}-${template.locale}`, await renderMail(template))),
    );
    // What its makers publish to see whether it works: it must be found, or the others' figures mean nothing.
    const known = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
    mails.push(await asMessage('known', { subject: 'Essai', html: `<p>${known}</p>`, text: known }));
    const folder = await mkdtemp(join(tmpdir(), 'terrain-spam-'));
    try {
      const file = join(folder, 'mbox');
      await writeFile(file, mails.map((mail) => `From terrain Sat Jun 13 12:00:00 2026\n${mail}\n`).join('\n'));
      const judged = execFileSync(filter, ['-L', '-t', '--mbox', file], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const found = [...judged.matchAll(/^X-Spam-Status: \w+, score=(-?[\d.]+)[\s\S]*?^Message-ID: <([^@]+)@/gim)];
      const scores = new Map(found.map(([, score, name]) => [name, Number(score)]));
      expect(scores.get('known')).toBeGreaterThan(500);
      scores.delete('known');
      expect(scores.size).toBe(every.length);
      expect([...scores].filter(([, score]) => score >= 1)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  5 * minutes,
);

async function asMessage(name: string, mail: { subject: string; html: string; text: string }): Promise<string> {
  const raw = await new MailComposer({
    ...mail,
    from: '"Comité du Coteau" <bonjour@coteau.example>',
    to: 'ada@example.org',
    date: new Date('2026-06-13T12:00:00Z'),
    messageId: `<${name}@coteau.example>`,
    headers: unsubscribeHeaders('https://terrain.example/u/jeton'),
  })
    .compile()
    .build();
  return raw
    .toString()
    .replaceAll('\r\n', '\n')
    .replace(/^(?=>*From )/gm, '>');
}
