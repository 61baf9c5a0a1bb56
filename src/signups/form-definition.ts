import { createHash } from 'node:crypto';
import { type CampaignField, isCustom } from '../campaigns/field-form.ts';
import type { CampaignSettings, CampaignText } from '../campaigns/form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { type AskedConsent, askedConsents } from '../consents/asked-consents.ts';

/** How a field is posted: one text, several under one name, or `yes` for a box that was ticked. */
type PostedAs = 'text' | 'list' | 'box';

/** What a campaign's form asks for, in one language: all that reading a sign-up needs to know of its campaign. */
export type FormDefinition = {
  fields: CampaignField[];
  /** What each box, once ticked, says in the ledger: follow-up, sharing, and the campaign's own agreements. */
  consents: AskedConsent[];
  /** Stands for the sentences beside the boxes: others, another edition. */
  edition: string;
  /** Keys of the skills to choose from. */
  skills: string[];
  country: string;
  currency: string;
  pledge: CampaignSettings['pledge'];
  /** Every name that a form may post. Those of the campaign's own fields begin with `answers.`. */
  names: ReadonlyMap<string, PostedAs>;
};

/** Definitions that were made, by campaign; of each campaign, the newest version's alone, by language. */
const kept = new Map<string, { version: number; byLocale: Map<string, FormDefinition> }>();

/** The definition of a campaign's form, made once for each version: what follows from it (`form.ts`) is kept by it. */
export function formDefinition({ id, version }: Pick<Campaign, 'id' | 'version'>, view: CampaignView): FormDefinition {
  let known = kept.get(id);
  if (known?.version !== version) {
    known = { version, byLocale: new Map() };
    kept.set(id, known);
  }
  let definition = known.byLocale.get(view.locale);
  if (!definition) {
    definition = defineForm(view);
    known.byLocale.set(view.locale, definition);
  }
  return definition;
}

/** Makes the definition of a form from what its campaign says. */
export function defineForm({
  locale,
  settings,
  text,
}: Pick<CampaignView, 'locale' | 'settings' | 'text'>): FormDefinition {
  const { fields, country, currency, pledge } = settings;
  const consents = [...askedConsents(locale, settings, text), ...fields.flatMap((field) => agreement(field, text))];
  const names = new Map<string, PostedAs>([
    ...['form', 'website', 'email', 'firstName'].map((name): [string, PostedAs] => [name, 'text']),
    ...['amount', 'amountOther', 'frequency', 'count', 'countOther'].map((name): [string, PostedAs] => [name, 'text']),
    ...fields.map((field): [string, PostedAs] => [postedName(field), postedAs(field)]),
    ...consents.map(({ posted }): [string, PostedAs] => [posted, 'box']),
  ]);
  const sentences = JSON.stringify(consents.map(({ posted, wording }) => [posted, wording]));
  const edition = createHash('sha256').update(sentences).digest('base64url').slice(0, 8);
  return { fields, consents, edition, skills: Object.keys(text.skills), country, currency, pledge, names };
}

/** The name that a field has in the form: `phone`, or `answers.shoe-size` of one of the campaign's own. */
export function postedName(field: CampaignField): string {
  return isCustom(field) ? `answers.${field.name}` : field.name;
}

/** A box of the campaign's own says what is written beside it. */
function agreement(field: CampaignField, { fields = {} }: CampaignText): AskedConsent[] {
  if (!isCustom(field) || field.kind !== 'consent') return [];
  const wording = fields[field.name]?.label ?? field.name;
  return [
    { purpose: 'agreement', channel: 'form', subject: field.name, posted: postedName(field), wording, version: '' },
  ];
}

function postedAs(field: CampaignField): PostedAs {
  if (isCustom(field)) return field.kind === 'many-of' ? 'list' : field.kind === 'consent' ? 'box' : 'text';
  return field.name === 'availability' || field.name === 'skills' ? 'list' : 'text';
}
