import { mailboxMailer } from '../../src/mail/mailbox.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import { findMail, listMails } from '../../src/mail/queries.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { smtpMailer } from '../../src/mail/smtp.ts';
import { startTest } from '../support/app.ts';
import { startFakeResend } from '../support/fake-resend.ts';
import { startFakeSmtp } from '../support/fake-smtp.ts';

/** A mail as the other side sees it. Two with the same `identity` are one mail to whoever receives them. */
type ArrivedMail = {
  identity: string;
  to: string;
  from: string;
  replyTo: string | undefined;
  subject: string;
  html: string;
  text: string;
  header: (name: string) => string | undefined;
  attachments: { filename: string; contentType: string; content: string }[];
};

/** One transport with the real thing that it talks to. */
export type RunningTransport = { mailer: Mailer; arrived(): Promise<ArrivedMail[]>; close(): Promise<void> };

/** The three transports, each with the server that it hands mail to. */
export const transports: { name: Mailer['name']; start: () => Promise<RunningTransport> }[] = [
  { name: 'resend', start: startResend },
  { name: 'smtp', start: startSmtp },
  { name: 'mailbox', start: startMailbox },
];

async function startResend(): Promise<RunningTransport> {
  const fake = await startFakeResend();
  const mailer = resendMailer({ apiKey: fake.apiKey, baseUrl: fake.url });
  return {
    mailer,
    arrived: async () =>
      fake.taken.map((mail) => ({
        ...mail,
        identity: mail.id,
        replyTo: mail.reply_to,
        header: byName(mail.headers),
        attachments: mail.attachments.map((attachment) => ({
          filename: attachment.filename,
          contentType: attachment.content_type,
          content: Buffer.from(attachment.content, 'base64').toString('utf8'),
        })),
      })),
    close: () => closeBoth(mailer, fake),
  };
}

async function startSmtp(): Promise<RunningTransport> {
  const fake = await startFakeSmtp();
  const mailer = smtpMailer({ url: fake.url });
  return {
    mailer,
    arrived: async () =>
      fake.taken.map((mail) => {
        const line = (name: string) => mail.headerLines.find(({ key }) => key === name.toLowerCase())?.line;
        return {
          identity: mail.messageId ?? '',
          to:
            mail.to === undefined
              ? ''
              : [mail.to]
                  .flat()
                  .map(({ text }) => text)
                  .join(', '),
          from: mail.from?.text.replaceAll('"', '') ?? '',
          replyTo: mail.replyTo?.text,
          subject: mail.subject ?? '',
          html: mail.html || '',
          text: mail.text ?? '',
          header: (name) =>
            line(name)
              ?.slice(name.length + 1)
              .replace(/\r?\n/g, '')
              .trim(),
          attachments: mail.attachments.map((attachment) => ({
            filename: attachment.filename ?? '',
            contentType: attachment.contentType,
            content: attachment.content.toString('utf8'),
          })),
        };
      }),
    close: () => closeBoth(mailer, fake),
  };
}

async function startMailbox(): Promise<RunningTransport> {
  const test = await startTest();
  const { db, clock } = test.deps;
  const mailer = mailboxMailer(db, clock);
  return {
    mailer,
    arrived: async () => {
      const kept = await Promise.all((await listMails(db, { limit: 100 })).map(({ id }) => findMail(db, id)));
      return kept.flatMap((mail) =>
        mail === undefined
          ? []
          : [{ ...mail, identity: mail.id, replyTo: mail.headers['Reply-To'], header: byName(mail.headers) }],
      );
    },
    close: () => closeBoth(mailer, test),
  };
}

function byName(headers: Record<string, string>): (name: string) => string | undefined {
  return (name) => headers[name];
}

async function closeBoth(mailer: Mailer, other: { close(): Promise<void> }): Promise<void> {
  await mailer.close();
  await other.close();
}
