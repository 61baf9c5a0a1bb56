import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { type MergeFault, mergeFaults } from '../mail/merge-fields.ts';
import {
  type BroadcastContent,
  type BroadcastWords,
  begunLocales,
  completeLocales,
  isWebAddress,
  missingWords,
} from './form.ts';

/** What keeps a draft from being sent. */
export type SendingFault =
  | { kind: 'no-text' | 'segment-gone' | 'campaign-gone' | 'no-fallback' }
  | { kind: 'missing'; locale: Locale; words: (keyof BroadcastWords)[] }
  | { kind: 'url'; locale: Locale }
  | { kind: 'field'; locale: Locale; fault: MergeFault };

/** What a draft lacks; nothing: it can be sent. */
export function sendingFaults(
  content: BroadcastContent,
  { campaign, segmentIsThere }: { campaign: Campaign; segmentIsThere: boolean },
): SendingFault[] {
  const begun = begunLocales(content);
  const complete = completeLocales(content);
  const faults: SendingFault[] = begun
    .filter((locale) => !complete.includes(locale))
    .map((locale) => ({ kind: 'missing', locale, words: missingWords(content, locale) }));
  if (begun.length === 0) faults.push({ kind: 'no-text' });
  if (content.fallsBack && begun.length > 0 && !complete.includes(campaign.settings.defaultLocale))
    faults.push({ kind: 'no-fallback' });
  for (const locale of content.leadsTo === 'link' ? complete : [])
    if (!isWebAddress(content.texts[locale].url)) faults.push({ kind: 'url', locale });
  for (const locale of begun) {
    const { subject, subjectB, body, action } = content.texts[locale];
    const faulty = [subject, content.comparesSubjects ? subjectB : '', body, action].flatMap(mergeFaults);
    faults.push(...faulty.map((fault) => ({ kind: 'field' as const, locale, fault })));
  }
  if (!segmentIsThere) faults.push({ kind: 'segment-gone' });
  if (campaign.status === 'archived' || campaign.status === 'draft') faults.push({ kind: 'campaign-gone' });
  return faults;
}

/** A fault as a sentence. */
export function faultText(locale: Locale, fault: SendingFault): string {
  const t = messages(locale).broadcasts.faults;
  if (fault.kind === 'missing')
    return t.missing(t.languages[fault.locale], fault.words.map((name) => t.words[name]).join(', '));
  if (fault.kind === 'field')
    return t.field(t.languages[fault.locale], messages(locale).mail.mergeFaults[fault.fault.kind](fault.fault));
  return fault.kind === 'url' ? t.url(t.languages[fault.locale]) : t[fault.kind];
}

/** What a broadcast is called: its subject, in the reader's language where it has one. */
export function nameOf(locale: Locale, { texts }: BroadcastContent): string {
  return (
    [texts[locale], texts.fr, texts.en].find(({ subject }) => subject !== '')?.subject ??
    messages(locale).broadcasts.untitled
  );
}

/** What a campaign is called in the reader's language. */
export function campaignName(locale: Locale, { texts, slug }: Campaign): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
}
