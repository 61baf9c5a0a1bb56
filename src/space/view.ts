import type { consents } from '../consents/table.ts';
import { type Locale, messages } from '../locales/index.ts';

type Consent = Pick<typeof consents.$inferSelect, 'purpose' | 'channel' | 'subject'>;

/** Whether a consent lets someone turn to the contact: by mail, text message or call, or through a partner. */
export function asksToContact({ purpose }: Consent): boolean {
  return purpose !== 'agreement';
}

/** What a consent is for, in two or three words. */
export function purposeWords(locale: Locale, { channel, subject }: Consent): string {
  const { channels } = messages(locale).consents.own;
  return channel === 'partner' ? channels.partner(subject) : channels[channel];
}
