import type { Campaign } from '../campaigns/queries.ts';
import type { Config } from '../config.ts';
import type { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import type { Attachment } from '../mail/mailer.ts';
import type { MailTemplate } from '../mail/templates.ts';
import type { Message } from './queries.ts';

export type ComposeSettings = Pick<Config, 'baseUrl' | 'mailFrom' | 'replies'> & { secret: string };

/** What a mail takes of the person it goes to. */
export type Contact = Pick<typeof contacts.$inferSelect, 'id' | 'email' | 'firstName' | 'confirmedAt'>;

/** A message that is to become a mail, with what every kind of mail needs. */
export type Composing = {
  config: ComposeSettings;
  message: Message;
  campaign: Campaign;
  contact: Contact;
};

/** What a mail says. */
export type Content = { template: MailTemplate; attachments: Attachment[] };

/**
 * Makes the mails of one kind: reads together what they need, and returns how each is made. That throws PermanentError
 * when what the message is about is gone.
 */
export type Composer = (db: Db | Tx, messages: Message[]) => Promise<(composing: Composing) => Content>;

/** What every template shows of the campaign. */
export function shared({ message, campaign }: Composing) {
  const { settings, texts } = campaign;
  const text = texts[message.locale] ?? texts[settings.defaultLocale];
  if (!text) throw new PermanentError(`campaign ${campaign.slug} has no words in ${message.locale}`);
  return {
    locale: message.locale,
    campaign: { title: text.title, colour: settings.colour, sender: settings.sender },
  };
}

/** What a mail's links are signed for: counted from its planning, so that the same mail is the same bytes. */
export function about({ contactId, campaignId, createdAt }: Message) {
  return { contactId, campaignId, since: createdAt };
}
