import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import type { Clock } from '../deps.ts';
import { mailboxMailer } from './mailbox.ts';
import type { Mailer } from './mailer.ts';
import { resendMailer } from './resend.ts';
import { smtpMailer } from './smtp.ts';

/** The transport that the settings name; with none set, the mailbox in the database. */
export function chooseMailer(config: Pick<Config, 'mail'>, db: Db, clock: Clock): Mailer {
  switch (config.mail.transport) {
    case 'resend':
      return resendMailer(config.mail);
    case 'smtp':
      return smtpMailer(config.mail);
    case 'mailbox':
      return mailboxMailer(db, clock);
  }
}
