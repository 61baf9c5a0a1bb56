import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales } from '../locales/index.ts';
import { type RawContent, typed, typedOrNone, type Values, withWords } from './values.ts';

/** The drawings that come with Terrain; they stand on the campaign's colour. */
export const drawings = ['escaliers.svg', 'fenetres.svg', 'panier.svg'] as const;

/** The colour and the picture as the form shows them. */
export function lookValues({ settings, texts }: CampaignContent): Values {
  const values: Values = { 'settings.colour': settings.colour, 'settings.picture': settings.picture };
  for (const locale of locales) values[`texts.${locale}.pictureAlt`] = texts[locale]?.pictureAlt ?? '';
  return values;
}

/** A content with the colour and the picture that were chosen. */
export function applyLook(content: CampaignContent, form: PostedForm): RawContent {
  const { settings } = content;
  const colour = typed(form, 'settings.colour').toLowerCase();
  const picture = typedOrNone(form, 'settings.picture') ?? settings.picture;
  let changed: RawContent = { ...content, settings: { ...settings, colour, picture } };
  for (const locale of locales)
    changed = withWords(changed, locale, { pictureAlt: typed(form, `texts.${locale}.pictureAlt`) });
  return changed;
}
