import { type CampaignField, isCustom } from '../campaigns/field-form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { type FormDefinition, formDefinition, postedName } from '../signups/form-definition.ts';
import { hiddenField } from '../signups/traps.ts';
import type { DescribedCampaign, DescribedField, DescribedPledge } from './form.ts';

/** What is made at each drawing: the form's signature, and the challenge where one has to be solved. */
type Drawn = { baseUrl: string; form: string; challenge?: Record<string, unknown> };

/** A campaign as other sites need it to draw its form: all of it is on its page as well. */
export function describeCampaign(campaign: Campaign, view: CampaignView, drawn: Drawn): DescribedCampaign {
  const { slug, locale, locales, text } = view;
  const definition = formDefinition(campaign, view);
  const fields = describeFields(definition, view);
  const pledge = describePledge(definition);
  return {
    slug,
    url: `${drawn.baseUrl}/${locale}/${slug}`,
    locale,
    locales,
    title: text.title,
    headline: text.headline,
    ask: text.ask,
    button: text.button,
    fields,
    pledge,
    consents: definition.consents.map(({ posted, wording, version }) => ({ name: posted, wording, version })),
    edition: definition.edition,
    who: whoGetsThis(view),
    form: drawn.form,
    hiddenField,
    ...(drawn.challenge ? { challenge: drawn.challenge } : {}),
    example: exampleOf(fields, pledge),
  };
}

function whoGetsThis({ locale, settings }: CampaignView): string {
  const { name, email } = settings.sender;
  const mailAlone = (settings.consents ?? [{ channel: 'email' }]).every(({ channel }) => channel === 'email');
  const t = messages(locale);
  return mailAlone ? t.pages.consent.who({ sender: name }) : t.forms.consents.who(name, email);
}

function describeFields({ fields }: FormDefinition, view: CampaignView): DescribedField[] {
  const { fields: labels } = messages(view.locale).pages;
  return [
    { name: 'email', type: 'email', required: true, label: labels.email },
    { name: 'firstName', type: 'text', required: true, label: labels.firstName },
    ...fields.map((field) => describeField(field, view)),
  ];
}

function describeField(field: CampaignField, { locale, text }: CampaignView): DescribedField {
  const { name: _, required } = field;
  const name = postedName(field);
  if (isCustom(field)) {
    const words = text.fields?.[field.name];
    const shared = { name, required, label: words?.label ?? field.name, ...(words?.help ? { help: words.help } : {}) };
    if (field.kind === 'one-of' || field.kind === 'many-of') {
      const options = field.options.map((value) => ({ value, label: words?.options?.[value] ?? value }));
      return { ...shared, type: field.kind, options };
    }
    if (field.kind === 'number' || field.kind === 'date') {
      const { min, max } = field;
      return {
        ...shared,
        type: field.kind,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      };
    }
    return { ...shared, type: field.kind === 'short-text' ? 'text' : field.kind };
  }
  const { fields: labels, hints, form } = messages(locale).pages;
  const optionsOf = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }));
  switch (field.name) {
    case 'phone':
      return { name, type: 'tel', required, label: labels.phone, help: hints.phone };
    case 'postalCode':
      return { name, type: 'text', required, label: labels.postalCode, help: hints.postalCode };
    case 'availability':
      return { name, type: 'many-of', required, label: labels.availability, options: optionsOf(form.availability) };
    case 'skills':
      return { name, type: 'many-of', required, label: labels.skills, options: optionsOf(text.skills) };
    case 'question':
      return { name, type: 'long-text', required, label: text.question ?? labels.question };
    case 'lastName':
      return { name, type: 'text', required, label: labels.lastName };
  }
}

function describePledge({ pledge, currency }: FormDefinition): DescribedPledge | null {
  if (!pledge) return null;
  const { required } = pledge;
  if (pledge.kind === 'money') {
    const suggestions = pledge.amounts.map((minor) => minor / 100);
    return { kind: 'money', required, field: 'amount', suggestions, currency, frequencies: pledge.frequencies };
  }
  const action = pledge.kind === 'action' ? { action: pledge.action } : {};
  return { kind: pledge.kind, ...action, required, field: 'count', suggestions: pledge.suggestions };
}

/** The least that the campaign takes, in the name of nobody. */
function exampleOf(fields: DescribedField[], pledge: DescribedPledge | null): Record<string, unknown> {
  const flat = fields.filter(({ required }) => required).map((field) => [field.name, exampleAnswer(field)] as const);
  if (pledge?.required) flat.push([pledge.field, pledge.suggestions[0]]);
  const [inner, outer] = [flat.filter(([name]) => name.includes('.')), flat.filter(([name]) => !name.includes('.'))];
  const answers = inner.map(([name, value]) => [name.slice('answers.'.length), value]);
  return { ...Object.fromEntries(outer), ...(answers.length > 0 ? { answers: Object.fromEntries(answers) } : {}) };
}

function exampleAnswer({ name, type, options, min, max }: DescribedField): unknown {
  switch (type) {
    case 'email':
      return 'ada@example.org';
    case 'tel':
      return '514 555-0123';
    case 'one-of':
      return options?.[0]?.value;
    case 'many-of':
      return options?.slice(0, 1).map(({ value }) => value);
    case 'number':
      return min ?? max ?? 1;
    case 'date':
      return min ?? max ?? '2030-01-31';
    case 'consent':
      return true;
    default:
      return { firstName: 'Ada', lastName: 'Lovelace', postalCode: 'H2X 1Y4' }[name] ?? '…';
  }
}
