import { completeLocales } from '../broadcasts/form.ts';
import { receivingOf } from '../broadcasts/queries.ts';
import type { Db, Tx } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import { leaveUrl } from '../http/links.ts';
import { usedFields } from '../mail/merge-fields.ts';
import { destinationUrl } from './compose-step.ts';
import { about, type Composing, type Content, shared } from './composer.ts';
import type { Message } from './queries.ts';
import { readMergeValues } from './read-merge-values.ts';
import { readNowLinks } from './read-now-links.ts';

/** A mail of a broadcast, in the organizer's own words, with the subject that was drawn for the person. */
export async function composeBroadcast(db: Db | Tx, messages: Message[]): Promise<(composing: Composing) => Content> {
  const received = await receivingOf(
    db,
    messages.map(({ subjectId }) => subjectId),
  );
  const used = usedFields(
    [...received.values()].flatMap(({ content }) => Object.values(content.texts).flatMap(Object.values)),
  );
  const fields = await readMergeValues(db, messages, used);
  const nowLink = await readNowLinks(db, messages);
  return (asked) => {
    const { config, contact } = asked;
    const receiving = received.get(asked.message.subjectId);
    if (!receiving) throw new PermanentError(`there is no recipient ${asked.message.subjectId} of a broadcast`);
    const { content, variant } = receiving;
    // Whoever has chosen a language since that it has no words in gets it in the one that they were written down with.
    const locale = completeLocales(content).includes(asked.message.locale) ? asked.message.locale : receiving.locale;
    const message = { ...asked.message, locale };
    const composing = { ...asked, message };
    const words = content.texts[locale];
    const url = content.leadsTo === 'link' ? words.url : destinationUrl(composing, content.leadsTo);
    const template = {
      name: 'follow-up' as const,
      ...shared(composing),
      // What a form says of an address that nobody has confirmed is not mailed to it.
      firstName: contact.confirmedAt === null ? '' : contact.firstName,
      subject: variant === 'b' ? words.subjectB : words.subject,
      fields: fields(message),
      body: words.body,
      action: { label: words.action, url },
      reason: 'consent' as const,
      unsubscribeUrl: leaveUrl(config, about(message)),
      nowUrl: nowLink(composing),
    };
    return { template, attachments: [] };
  };
}
