import type { ConsentAsk } from '../campaigns/consent-form.ts';
import type { CampaignSettings, CampaignText } from '../campaigns/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { consents } from './table.ts';

/** One box of a campaign's form, and what a tick in it says in the ledger. */
export type AskedConsent = {
  purpose: (typeof consents.$inferSelect)['purpose'];
  channel: (typeof consents.$inferSelect)['channel'];
  /** The partner's name; of an agreement, its field's; empty for follow-up. */
  subject: string;
  /** The box's name in the form: `consent` for follow-up mail, else `consents.sms`, `consents.KEY` … */
  posted: string;
  /** The sentence beside the box, as it is shown, and which edition of it. */
  wording: string;
  version: string;
};

type OwnWords = Pick<CampaignText, 'consents'>;

/** What a campaign asks consent for, in the order of its form, with the campaign's own sentences or the default ones. */
export function askedConsents(locale: Locale, settings: CampaignSettings, text: OwnWords): AskedConsent[] {
  const asks: ConsentAsk[] = settings.consents ?? [{ channel: 'email' }];
  return asks.map((ask) => {
    const subject = ask.channel === 'partner' ? ask.name : '';
    return {
      purpose: ask.channel === 'partner' ? 'sharing' : 'follow-up',
      channel: ask.channel,
      subject,
      posted: ask.channel === 'email' ? 'consent' : `consents.${keyOf(ask)}`,
      ...sentence(locale, settings, text, ask),
    };
  });
}

function keyOf(ask: ConsentAsk): string {
  return ask.channel === 'partner' ? ask.key : ask.channel;
}

function sentence(locale: Locale, settings: CampaignSettings, text: OwnWords, ask: ConsentAsk) {
  const { sender, jurisdiction = 'quebec' } = settings;
  const names = { sender: sender.name, partner: ask.channel === 'partner' ? ask.name : '' };
  const own = text.consents?.[keyOf(ask)];
  if (own) {
    const wording = own.wording.replaceAll(/\{(sender|partner)\}/g, (_, who) =>
      who === 'sender' ? names.sender : names.partner,
    );
    return { wording, version: `own/${own.version}` };
  }
  const { version, ...wordings } = messages(locale).consents.wordings[jurisdiction];
  return { wording: wordings[ask.channel](names), version: `${jurisdiction}/${version}` };
}
