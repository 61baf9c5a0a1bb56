import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales } from '../locales/index.ts';
import { choice, lines, type RawContent, typed, typedOrNone, type Values, withWords } from './values.ts';

/** Who speaks, what the law wants said, and the place, as the form shows them. */
export function senderValues({ settings, texts }: CampaignContent): Values {
  const { sender, authority, defaultLocale, country, currency, timezone, embedHosts = [] } = settings;
  const values: Values = {
    'settings.sender.name': sender.name,
    'settings.sender.address': sender.address,
    'settings.sender.email': sender.email,
    'settings.sender.website': sender.website ?? '',
    'settings.authority.paidBy': authority?.paidBy ?? '',
    'settings.authority.agent': authority?.agent ?? '',
    'settings.defaultLocale': defaultLocale,
    'settings.country': country,
    'settings.currency': currency,
    'settings.timezone': timezone,
    'settings.embedHosts': embedHosts.join('\n'),
  };
  for (const locale of locales)
    for (const name of ['legal', 'privacy'] as const) values[`texts.${locale}.${name}`] = texts[locale]?.[name] ?? '';
  return values;
}

/** A content with the sender, the legal lines and the place that were typed. */
export function applySender(content: CampaignContent, form: PostedForm): RawContent {
  const { settings } = content;
  const paidBy = typed(form, 'settings.authority.paidBy');
  const agent = typedOrNone(form, 'settings.authority.agent');
  const sender = {
    name: typed(form, 'settings.sender.name'),
    address: typed(form, 'settings.sender.address'),
    email: typed(form, 'settings.sender.email'),
    website: typedOrNone(form, 'settings.sender.website'),
  };
  let changed: RawContent = {
    ...content,
    settings: {
      ...settings,
      sender,
      authority: paidBy === '' && agent === undefined ? undefined : { paidBy, agent },
      defaultLocale: choice(form, 'settings.defaultLocale', locales),
      country: typed(form, 'settings.country').toUpperCase(),
      currency: typed(form, 'settings.currency').toUpperCase(),
      timezone: typed(form, 'settings.timezone'),
      embedHosts: readHosts(form, settings.embedHosts),
    },
  };
  for (const locale of locales) {
    const [legal, privacy] = [typedOrNone(form, `texts.${locale}.legal`), typedOrNone(form, `texts.${locale}.privacy`)];
    changed = withWords(changed, locale, { legal, privacy });
  }
  return changed;
}

/** Sites that may show the form; absent while none was ever named. */
function readHosts(form: PostedForm, known: string[] | undefined): string[] | undefined {
  const hosts = lines(typed(form, 'settings.embedHosts'));
  return hosts.length > 0 || known ? hosts : undefined;
}
