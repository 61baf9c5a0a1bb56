import { createHash } from 'node:crypto';
import { askedConsents } from '../consents/asked-consents.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type Locale, locales } from '../locales/index.ts';
import { type RawContent, typed, type Values } from './values.ts';

/** The box of a campaign's form that a sentence stands beside: what it is called, and what it says by default. */
export type ConsentBox = { key: string; partner: string; fallback(spoken: Locale): string };

/** The boxes of a campaign's form, in their order. */
export function consentBoxes({ settings }: CampaignContent): ConsentBox[] {
  const asks = settings.consents ?? [{ channel: 'email' as const }];
  return asks.map((ask, index) => ({
    key: ask.channel === 'partner' ? ask.key : ask.channel,
    partner: ask.channel === 'partner' ? ask.name : '',
    fallback: (spoken) => askedConsents(spoken, settings, {})[index]?.wording ?? '',
  }));
}

/** The languages that a campaign speaks: a sentence in another would be shown to nobody. */
export function spokenIn({ texts }: Pick<CampaignContent, 'texts'>): Locale[] {
  return locales.filter((spoken) => texts[spoken] !== undefined);
}

export function consentWordsName(spoken: Locale, key: string): string {
  return `texts.${spoken}.consents.${key}.wording`;
}

/** A campaign's own sentences as the form shows them; empty where the default one stands. */
export function consentWordsValues(content: CampaignContent): Values {
  const rows = spokenIn(content).flatMap((spoken) =>
    consentBoxes(content).map(({ key }) => [
      consentWordsName(spoken, key),
      content.texts[spoken]?.consents?.[key]?.wording ?? '',
    ]),
  );
  return Object.fromEntries(rows);
}

/**
 * A content with the sentences that were typed: an emptied one gives way to the default, and what the form does not
 * show stays. A changed sentence is another edition, named by what it says, so that the ledger tells the two apart.
 */
export function applyConsentWords(content: CampaignContent, form: PostedForm): RawContent {
  const texts: RawContent['texts'] = { ...content.texts };
  for (const spoken of spokenIn(content)) {
    const text = content.texts[spoken];
    if (!text) continue;
    const own = { ...text.consents };
    for (const { key } of consentBoxes(content)) {
      const name = consentWordsName(spoken, key);
      if (!form.has(name) || first(form, name) === own[key]?.wording) continue;
      const wording = typed(form, name);
      if (wording === '') delete own[key];
      else if (wording !== own[key]?.wording) own[key] = { wording, version: editionOf(wording) };
    }
    const { consents: _, ...others } = text;
    texts[spoken] = Object.keys(own).length === 0 ? others : { ...others, consents: own };
  }
  return { ...content, texts };
}

/** The same sentence has the same edition, whenever it is put back. */
function editionOf(wording: string): string {
  return createHash('sha256').update(wording).digest('hex').slice(0, 12);
}
