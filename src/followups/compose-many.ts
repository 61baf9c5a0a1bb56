import { campaignsById } from '../campaigns/queries.ts';
import type { Db, Tx } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import { leaveUrl } from '../http/links.ts';
import { fromSender } from '../mail/from.ts';
import { unsubscribeHeaders } from '../mail/headers.ts';
import type { Mail } from '../mail/mailer.ts';
import { renderPersonal } from '../mail/render-personal.ts';
import { replyAddress } from '../mail/reply-address.ts';
import { about, type ComposeSettings, type Composing, type Contact, type Content } from './composer.ts';
import { kindOf } from './message-kinds.ts';
import type { Message } from './queries.ts';

/** A message that goes now, with the person it goes to. */
export type Going = { message: Message; contact: Contact };

/** A message with the mail that it became, or why there can never be one. */
export type Composed = { message: Message; mail: Mail } | { message: Message; fault: string };

/**
 * Makes the mails of messages, in their order. The same message gives the same bytes, as long as campaign and contact
 * do not change: a provider that de-duplicates by key refuses a key that comes back with other content.
 */
export async function composeMany(db: Db | Tx, config: ComposeSettings, going: Going[]): Promise<Composed[]> {
  const messages = going.map(({ message }) => message);
  const campaigns = await campaignsById(db, [...new Set(messages.map(({ campaignId }) => campaignId))]);
  const makers = new Map<string, (composing: Composing) => Content>();
  for (const [compose, ofKind] of Map.groupBy(messages, (message) => kindOf(message).compose)) {
    const make = await compose(db, ofKind);
    for (const { id } of ofKind) makers.set(id, make);
  }
  return await Promise.all(
    going.map(async ({ message, contact }) => {
      const [campaign, make] = [campaigns.get(message.campaignId), makers.get(message.id)];
      if (!campaign || !make) return { message, fault: `message ${message.id} is about nobody` };
      const composing = { config, message, campaign, contact };
      try {
        return { message, mail: await asMail(composing, make(composing)) };
      } catch (error) {
        if (error instanceof PermanentError) return { message, fault: error.message };
        throw error;
      }
    }),
  );
}

async function asMail({ config, message, campaign, contact }: Composing, content: Content): Promise<Mail> {
  // Before what is waited for: the link was signed for this mail's foot a moment ago.
  const headers = unsubscribeHeaders(leaveUrl(config, about(message)));
  const rendered = await renderPersonal(content.template);
  const { sender } = campaign.settings;
  return {
    ...rendered,
    subject: rendered.subject.replace(/\s+/g, ' ').trim(),
    to: contact.email,
    from: fromSender(sender.name, config.mailFrom),
    replyTo: replyAddress(config, { kind: 'message', id: message.id }) ?? sender.email,
    headers,
    attachments: content.attachments,
    reference: message.id,
  };
}
