import type { Campaign } from '../campaigns/queries.ts';
import { tasksIn } from '../campaigns/tasks-in.ts';
import { type Locale, messages } from '../locales/index.ts';
import { type RenderedMail, renderMail } from '../mail/templates.ts';
import type { BroadcastContent, Variant } from './form.ts';

type Example = {
  baseUrl: string;
  campaign: Campaign;
  content: BroadcastContent;
  locale: Locale;
  variant: Variant;
  known?: boolean;
};

/**
 * A broadcast's mail as somebody made up gets it, of whom everything is `known`, or nothing: its links lead to the campaign's page,
 * and sign nobody up, in or out. Undefined where the campaign has no words in that language.
 */
export async function exampleMail(example: Example): Promise<RenderedMail | undefined> {
  const { baseUrl, campaign, content, locale, variant, known = true } = example;
  const words = content.texts[locale];
  const text = campaign.texts[locale] ?? campaign.texts[campaign.settings.defaultLocale];
  if (!text) return undefined;
  const page = `${baseUrl}/${locale}/${campaign.slug}`;
  return await renderMail({
    name: 'follow-up',
    locale,
    campaign: { title: text.title, colour: campaign.settings.colour, sender: campaign.settings.sender },
    ...(known ? { firstName: 'Camille', fields: messages(locale).broadcasts.preview.values } : { firstName: '' }),
    subject: variant === 'b' ? words.subjectB : words.subject,
    body: words.body,
    action: { label: words.action, url: content.leadsTo === 'link' ? words.url : page },
    reason: 'consent',
    unsubscribeUrl: page,
    ...(tasksIn(campaign, locale).length > 0 ? { nowUrl: page } : {}),
  });
}
