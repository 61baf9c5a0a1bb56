import { type CustomField, isCustom } from '../campaigns/field-form.ts';
import type { CampaignSettings, CampaignText, SectionName } from '../campaigns/form.ts';
import { sectionNames } from '../campaigns/form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import { missingWords, neededWords } from '../campaigns/view.ts';
import type { Sequence, Step } from '../followups/form.ts';
import { type Locale, locales, type Messages } from '../locales/index.ts';
import type { Shift } from '../shifts/queries.ts';

/** One text in every language. An empty one is missing where the text is needed or another language has it. */
export type Wording = {
  key: string;
  name:
    | keyof Omit<Messages['wordings']['names'], 'step' | 'shift' | 'field' | 'consent'>
    | { step: string }
    | { shift: string }
    | { field: string }
    | { consent: string };
  texts: Record<Locale, string>;
  missing: Locale[];
};

/** What a campaign says in each language, and what it does not say yet. */
export type Wordings = {
  groups: { key: 'campaign' | 'sequence' | 'shifts'; wordings: Wording[] }[];
  /** Which needed words keep a language from the public; none where it is offered. */
  withheld: Record<Locale, (typeof neededWords)[number][]>;
  /** Sections in their order, then those that are left out. */
  sections: { shown: SectionName[]; leftOut: SectionName[] };
};

const plain = ['question', 'legal', 'privacy'] as const;

/** Lays the languages of a campaign side by side. */
export function wordingsOf(campaign: Campaign, sequences: Sequence[], shifts: Shift[]): Wordings {
  const { settings, texts } = campaign;
  const shown = settings.sections ?? [...sectionNames];
  return {
    groups: [
      { key: 'campaign', wordings: campaignWordings(campaign) },
      {
        key: 'sequence',
        wordings: sequences.flatMap(({ key, steps }) => steps.map((step) => stepWording(key, step))),
      },
      { key: 'shifts', wordings: shifts.map((shift) => shiftWording(shift)) },
    ],
    withheld: inEach((locale) => missingWords(texts[locale] ?? nothing)),
    sections: { shown, leftOut: sectionNames.filter((name) => !shown.includes(name)) },
  };
}

/** Whether a language lacks anything at all. */
export function gapsIn({ groups }: Wordings, locale: Locale): number {
  return groups.flatMap(({ wordings }) => wordings).filter(({ missing }) => missing.includes(locale)).length;
}

const nothing: CampaignText = {
  title: '',
  headline: '',
  ask: '',
  button: '',
  story: [],
  pictureAlt: '',
  thanks: '',
  share: '',
  skills: {},
};

function campaignWordings(campaign: Campaign): Wording[] {
  const { settings, texts } = campaign;
  const of = (read: (text: CampaignText) => string) => inEach((locale) => read(texts[locale] ?? nothing));
  const skills = new Set(locales.flatMap((locale) => Object.keys(texts[locale]?.skills ?? {})));
  const questions = Math.max(...locales.map((locale) => texts[locale]?.faq?.length ?? 0));
  const { video } = settings;
  return [
    ...neededWords.map((name) =>
      wording(
        name,
        name,
        of((text) => text[name]),
        true,
      ),
    ),
    wording(
      'story',
      'story',
      of(({ story }) => (typeof story === 'string' ? story : story.join('\n\n'))),
    ),
    wording(
      'pictureAlt',
      'pictureAlt',
      of(({ pictureAlt }) => pictureAlt),
    ),
    ...Array.from({ length: questions }, (_, index) =>
      wording(
        `faq ${index}`,
        'faq',
        of(({ faq }) => spoken(faq?.[index]?.question, faq?.[index]?.answer)),
      ),
    ),
    ...[...skills].map((key) =>
      wording(
        `skill ${key}`,
        'skills',
        of((text) => text.skills[key] ?? ''),
      ),
    ),
    ...plain.map((name) =>
      wording(
        name,
        name,
        of((text) => text[name] ?? ''),
      ),
    ),
    ...settings.fields.filter(isCustom).map((field) => fieldWording(campaign, field)),
    ...consentWordings(campaign),
    ...(video ? videoWordings(campaign, video) : []),
  ].filter(({ texts, missing }) => missing.length > 0 || Object.values(texts).some((text) => text !== ''));
}

/** A question of the campaign's own: what is asked, the help beside it, the answers to choose from. */
function fieldWording({ texts }: Campaign, { name }: CustomField): Wording {
  const said = inEach((locale) => {
    const { label, help, options = {} } = texts[locale]?.fields?.[name] ?? {};
    return spoken(label, help, Object.values(options).join(' · '));
  });
  return wording(`field ${name}`, { field: name }, said, true);
}

/** Sentences of the campaign's own beside its boxes; where there is none, the law's default stands there. */
function consentWordings({ texts }: Campaign): Wording[] {
  const keys = new Set(locales.flatMap((locale) => Object.keys(texts[locale]?.consents ?? {})));
  return [...keys].map((key) =>
    wording(
      `consent ${key}`,
      { consent: key },
      inEach((locale) => texts[locale]?.consents?.[key]?.wording ?? ''),
    ),
  );
}

/** A film is shown in a language that has both. */
function videoWordings({ texts }: Campaign, { captions }: NonNullable<CampaignSettings['video']>): Wording[] {
  return [
    wording(
      'video',
      'video',
      inEach((locale) => texts[locale]?.video ?? ''),
      true,
    ),
    wording(
      'captions',
      'captions',
      inEach((locale) => captions[locale] ?? ''),
      true,
    ),
  ];
}

function stepWording(sequenceKey: string, { key, texts }: Step): Wording {
  const said = inEach((locale) => {
    const { subject, body = [], action } = texts[locale] ?? {};
    return spoken(subject, ...body, action);
  });
  return wording(`step ${sequenceKey} ${key}`, { step: key }, said, true);
}

function shiftWording({ key, texts }: Shift): Wording {
  const said = inEach((locale) => spoken(texts[locale]?.title, texts[locale]?.place, texts[locale]?.details));
  return wording(`shift ${key}`, { shift: key }, said, true);
}

function wording(key: string, name: Wording['name'], texts: Record<Locale, string>, needed = false): Wording {
  const said = needed || locales.some((locale) => texts[locale].trim() !== '');
  return { key, name, texts, missing: said ? locales.filter((locale) => texts[locale].trim() === '') : [] };
}

function spoken(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n');
}

function inEach<T>(read: (locale: Locale) => T): Record<Locale, T> {
  return { fr: read('fr'), en: read('en') };
}
