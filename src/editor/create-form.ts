import type { PostedForm } from '../http/read-form.ts';
import { slugSchema } from '../imports/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { type TemplateName, templateNames } from './templates.ts';
import { choice, keyOf, typed } from './values.ts';

/** A new campaign as it was asked for. */
export type NewCampaign = { template: TemplateName; title: { fr: string; en: string }; sender: string; slug: string };

/** Reads the form of a new campaign; each sentence about what is wrong stands beside its field. */
export function readNewCampaign(
  locale: Locale,
  form: PostedForm,
): { ok: true; campaign: NewCampaign } | { ok: false; errors: Map<string, string> } {
  const t = messages(locale).editor.create;
  const [fr, en, sender] = [typed(form, 'title.fr'), typed(form, 'title.en'), typed(form, 'sender')];
  const errors = new Map<string, string>();
  if (fr === '' && en === '') errors.set('title.fr', t.badName);
  if (sender === '') errors.set('sender', t.badSender);
  const asked = typed(form, 'slug');
  const slug = slugSchema.safeParse(asked === '' ? keyOf(fr || en, new Set(), 'campagne') : asked);
  if (!slug.success) errors.set('slug', t.badSlug);
  if (errors.size > 0 || !slug.success) return { ok: false, errors };
  const template = choice(form, 'template', templateNames);
  return { ok: true, campaign: { template, title: { fr: fr || en, en: en || fr }, sender, slug: slug.data } };
}
