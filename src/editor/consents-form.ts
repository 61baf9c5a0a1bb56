import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { applyConsentWords, consentWordsValues } from './consent-words-form.ts';
import { choice, keyOf, type RawContent, typed, type Values } from './values.ts';

export const jurisdictions = ['quebec', 'canada', 'europe', 'united-states'] as const;
export const confirmations = ['default', 'yes', 'no'] as const;
const channels = ['email', 'sms', 'phone'] as const;

/** What the form asks consent for, as the form that edits it shows it; the last partner's row is for a new one. */
export function consentsValues(content: CampaignContent): Values {
  const { settings } = content;
  const { consents = [{ channel: 'email' as const }], jurisdiction = 'quebec', doubleOptIn } = settings;
  const values: Values = {
    'settings.jurisdiction': jurisdiction,
    'consents.confirmation': doubleOptIn === undefined ? 'default' : doubleOptIn ? 'yes' : 'no',
  };
  for (const channel of channels)
    values[`consents.${channel}`] = consents.some((one) => one.channel === channel) ? 'yes' : '';
  partnersOf({ settings }).forEach(({ name }, index) => {
    values[`consents.partner.${index}`] = name;
  });
  return { ...values, ...consentWordsValues(content) };
}

/** The partners that a campaign names. */
export function partnersOf({ settings }: Pick<CampaignContent, 'settings'>) {
  return (settings.consents ?? []).filter((one) => one.channel === 'partner');
}

/** A content with the consents that were chosen. A partner whose name is emptied is asked about no more. */
export function applyConsents(content: CampaignContent, form: PostedForm): RawContent {
  const known = partnersOf(content);
  const taken = new Set([...channels, ...known.map(({ key }) => key)]);
  const partners = [...known, undefined].flatMap((partner, index) => {
    const name = typed(form, `consents.partner.${index}`);
    if (name === '') return [];
    return [{ channel: 'partner' as const, key: partner?.key ?? keyOf(name, taken, 'partenaire'), name }];
  });
  const chosen = channels.filter((channel) => typed(form, `consents.${channel}`) === 'yes');
  const confirmation = choice(form, 'consents.confirmation', confirmations);
  return {
    ...applyConsentWords(content, form),
    settings: {
      ...content.settings,
      jurisdiction: choice(form, 'settings.jurisdiction', jurisdictions),
      doubleOptIn: confirmation === 'default' ? undefined : confirmation === 'yes',
      consents: [...chosen.map((channel) => ({ channel })), ...partners],
    },
  };
}
