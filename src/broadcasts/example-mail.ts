import type { Campaign } from '../campaigns/queries.ts';
import type { Locale } from '../locales/index.ts';
import { type RenderedMail, renderMail } from '../mail/templates.ts';
import type { BroadcastContent, Variant } from './form.ts';

type Example = { baseUrl: string; campaign: Campaign; content: BroadcastContent; locale: Locale; variant: Variant };

/**
 * A broadcast's mail as nobody in particular gets it: its links lead to the campaign's page, and sign nobody up, in or
 * out. Undefined where the campaign has no words in that language.
 */
export async function exampleMail(example: Example): Promise<RenderedMail | undefined> {
  const { baseUrl, campaign, content, locale, variant } = example;
  const words = content.texts[locale];
  const text = campaign.texts[locale] ?? campaign.texts[campaign.settings.defaultLocale];
  if (!text) return undefined;
  const page = `${baseUrl}/${locale}/${campaign.slug}`;
  return await renderMail({
    name: 'follow-up',
    locale,
    campaign: { title: text.title, colour: campaign.settings.colour, sender: campaign.settings.sender },
    firstName: 'Camille',
    subject: variant === 'b' ? words.subjectB : words.subject,
    body: words.body,
    action: { label: words.action, url: content.leadsTo === 'link' ? words.url : page },
    reason: 'consent',
    unsubscribeUrl: page,
  });
}
