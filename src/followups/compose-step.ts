import type { Db, Tx } from '../db/client.ts';
import { PermanentError } from '../errors.ts';
import { formAgainUrl, leaveUrl, spaceUrl } from '../http/links.ts';
import { usedFields } from '../mail/merge-fields.ts';
import { about, type Composing, type Content, shared } from './composer.ts';
import type { Step } from './form.ts';
import { type Message, stepsOfMany } from './queries.ts';
import { readMergeValues } from './read-merge-values.ts';
import { readNowLinks } from './read-now-links.ts';

/** One mail of a sequence, in the campaign's own words. */
export async function composeStep(db: Db | Tx, messages: Message[]): Promise<(composing: Composing) => Content> {
  const steps = await stepsOfMany(db, messages);
  const used = usedFields([...new Set(steps.values())].flatMap(({ texts }) => Object.values(texts).map(wordsOf)));
  const fields = await readMergeValues(db, messages, used);
  const nowLink = await readNowLinks(db, messages);
  return (composing) => {
    const { config, message, campaign, contact } = composing;
    const step = steps.get(message.id);
    const texts = step?.texts[message.locale] ?? step?.texts[campaign.settings.defaultLocale];
    if (!step || !texts) throw new PermanentError(`the sequence has no step ${message.name}`);
    const template = {
      name: 'follow-up' as const,
      ...shared(composing),
      // What a form says of an address that nobody has confirmed is not mailed to it.
      firstName: contact.confirmedAt === null ? '' : contact.firstName,
      subject: texts.subject,
      fields: fields(message),
      body: texts.body,
      action: { label: texts.action, url: destinationUrl(composing, step.leadsTo) },
      reason: 'consent' as const,
      unsubscribeUrl: leaveUrl(config, about(message)),
      nowUrl: nowLink(composing),
    };
    return { template, attachments: [] };
  };
}

function wordsOf({ subject, body, action }: { subject: string; body: string | string[]; action: string }): string {
  return [subject, action, body].flat().join('\n');
}

/** Where a mail's button leads: a part of the contact's own space, or the campaign's form. */
export function destinationUrl({ config, message, campaign }: Composing, leadsTo: Step['leadsTo']): string {
  if (leadsTo !== 'form') return `${spaceUrl(config, about(message))}#${leadsTo}`;
  // `shared` has seen that there are words in one of the two.
  const locale = campaign.texts[message.locale] ? message.locale : campaign.settings.defaultLocale;
  return formAgainUrl(config, { ...about(message), locale, slug: campaign.slug });
}
