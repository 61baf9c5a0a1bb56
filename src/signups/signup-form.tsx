import { type AskableField, type CustomField, isCustom } from '../campaigns/field-form.ts';
import type { CampaignSettings } from '../campaigns/form.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { pledgeInForm } from '../pledges/form.ts';
import { asset } from '../ui/assets.ts';
import { Choices, ErrorSummary, type FieldProps, TextField } from '../ui/fields.tsx';
import type { FormState } from '../ui/form-state.ts';
import { formatMoney, formatNumber, plainAmount } from '../ui/format.ts';
import { ArrowIcon } from '../ui/icons.tsx';
import { ConsentBoxes, WhoGetsThis } from './consent-boxes.tsx';
import { EmailOffer } from './email-offer-box.tsx';
import { defineForm, postedName } from './form-definition.ts';
import { OwnField } from './own-field.tsx';
import { editionName } from './shown-edition.ts';

type Asked = { campaign: CampaignView; form: FormState };
/** `embedded` where it stands in a frame on another site: its answer stays there. */
type SignupFormProps = Asked & { embedded?: boolean };
type PledgeSettings = NonNullable<CampaignSettings['pledge']>;
type CountPledge = PledgeSettings & { kind: 'hours' | 'action' };

/** The campaign's form: the pledge first where there is one, then who it is, then a consent that nothing hangs on. */
export function SignupForm({ campaign, form, embedded = false }: SignupFormProps) {
  const { locale, slug, settings, text } = campaign;
  const pledge = pledgeInForm(settings);
  const t = messages(locale).pages;
  return (
    <form
      class="signup"
      id="signup"
      method="post"
      action={`/${locale}/${slug}/signups${embedded ? '?embed' : ''}`}
      novalidate
      aria-label={text.title}
      data-inplace=""
      data-draft=""
      data-offer={messages(locale).forms.offer.title('@')}
    >
      <ErrorSummary form={form} locale={locale} labels={summaryLabels(campaign)} />
      {form.offer !== undefined && <EmailOffer form={form} locale={locale} offer={form.offer} />}
      <input type="hidden" name="form" value={form.token} />
      {form.origin && <input type="hidden" name="origin" value={form.origin.signed} />}
      <input type="hidden" name={editionName} value={defineForm(campaign).edition} />
      {form.asksProof && <Proof campaign={campaign} form={form} />}
      {pledge && <PledgeFields campaign={campaign} form={form} pledge={pledge} />}
      <TextField
        {...shared(campaign, form, 'email', true)}
        type="email"
        inputmode="email"
        autocomplete="email"
        autocapitalize="none"
      />
      <TextField {...shared(campaign, form, 'firstName', true)} autocomplete="given-name" autocapitalize="words" />
      {settings.fields.map((field) =>
        isCustom(field) ? (
          <OwnField key={field.name} campaign={campaign} field={field} common={own(campaign, form, field)} />
        ) : (
          <AskedField key={field.name} campaign={campaign} form={form} name={field.name} required={field.required} />
        ),
      )}
      <Trap label={t.form.website} />
      <ConsentBoxes campaign={campaign} form={form} />
      <button class="button button-large" type="submit">
        <span>{text.button}</span>
        <ArrowIcon />
      </button>
      <WhoGetsThis campaign={campaign} />
    </form>
  );
}

/** What is asked to promise, for the form and for the ask that may follow it. */
export function PledgeFields({ pledge, ...asked }: Asked & { pledge: PledgeSettings }) {
  return pledge.kind === 'money' ? (
    <MoneyFields pledge={pledge} {...asked} />
  ) : (
    <CountFields pledge={pledge} {...asked} />
  );
}

function MoneyFields({ campaign, form, pledge }: Asked & { pledge: PledgeSettings & { kind: 'money' } }) {
  const { locale, settings } = campaign;
  const t = messages(locale).pages;
  const amounts = pledge.amounts.map((minor) => ({
    value: plainAmount(minor, settings.currency),
    label: formatMoney(locale, minor, settings.currency),
  }));
  return (
    <div class="pledging">
      <Choices {...shared(campaign, form, 'amount', pledge.required)} type="radio" look="tiles" options={amounts} />
      <TextField {...shared(campaign, form, 'amountOther', false)} unmarked inputmode="decimal" />
      {pledge.frequencies.length > 1 && (
        <Choices
          {...shared(campaign, form, 'frequency', true)}
          type="radio"
          look="pills"
          preset={pledge.frequencies[0]}
          options={pledge.frequencies.map((value) => ({ value, label: t.form[value] }))}
        />
      )}
    </div>
  );
}

function CountFields({ campaign, form, pledge }: Asked & { pledge: CountPledge }) {
  const { locale } = campaign;
  const unit = pledge.kind === 'hours' ? 'hours' : pledge.action;
  const word = messages(locale).pages.form[unit];
  const options = pledge.suggestions.map((count) => ({
    value: String(count),
    label: formatNumber(locale, count),
    unit: word(count),
  }));
  return (
    <div class="pledging">
      <Choices {...shared(campaign, form, 'count', pledge.required)} type="radio" look="tiles" options={options} />
      <TextField {...shared(campaign, form, 'countOther', false)} unmarked inputmode="numeric" />
    </div>
  );
}

function AskedField({ campaign, form, name, required }: Asked & { name: AskableField; required: boolean }) {
  const { locale, text } = campaign;
  const t = messages(locale).pages;
  const common = shared(campaign, form, name, required);
  switch (name) {
    case 'lastName':
      return <TextField {...common} autocomplete="family-name" autocapitalize="words" />;
    case 'phone':
      return <TextField {...common} type="tel" inputmode="tel" autocomplete="tel" hint={t.hints.phone} />;
    case 'postalCode':
      return <TextField {...common} autocomplete="postal-code" autocapitalize="characters" hint={t.hints.postalCode} />;
    case 'availability': {
      const options = Object.entries(t.form.availability).map(([value, label]) => ({ value, label }));
      return <Choices {...common} type="checkbox" look="pills" options={options} />;
    }
    case 'skills': {
      const options = Object.entries(text.skills).map(([value, label]) => ({ value, label }));
      return options.length === 0 ? null : <Choices {...common} type="checkbox" look="pills" options={options} />;
    }
    case 'question':
      return <TextField {...common} lines={3} autocapitalize="sentences" />;
  }
}

/** Where the proof of work is put, once the script that stands behind the address has made it. */
function Proof({ campaign: { locale, slug } }: Asked) {
  return (
    <>
      <input
        type="hidden"
        name="proof"
        value=""
        data-challenge={`/${locale}/${slug}/challenge`}
        data-module={asset('/js/prove.js')}
      />
      <noscript>
        <p class="hint">{messages(locale).bots.withoutScript}</p>
      </noscript>
    </>
  );
}

/** A field for what fills in every field; people neither see nor reach it. */
function Trap({ label }: { label: string }) {
  return (
    <div class="trap" aria-hidden="true">
      <label for="field-website">{label}</label>
      <input type="text" id="field-website" name="website" value="" tabindex={-1} autocomplete="off" />
    </div>
  );
}

function own(campaign: CampaignView, form: FormState, field: CustomField): FieldProps {
  return shared(campaign, form, postedName(field), field.required);
}

function shared(campaign: CampaignView, form: FormState, name: string, required: boolean): FieldProps {
  return { form, locale: campaign.locale, name, required, label: labelOf(campaign, name) };
}

/** What each field is called, for the list of those that are wrong. */
export function summaryLabels(campaign: CampaignView): [string, string][] {
  const asked = campaign.settings.fields.map(postedName);
  const names = [
    'amount',
    'amountOther',
    'frequency',
    'count',
    'countOther',
    'email',
    'firstName',
    ...asked,
    'consent',
  ];
  return names.map((name) => [name, labelOf(campaign, name)]);
}

/** What a field is called on this campaign's page: a pledge by what is promised, the question by itself. */
function labelOf({ locale, settings, text }: CampaignView, name: string): string {
  const { fields } = messages(locale).pages;
  const custom = settings.fields.find((field) => isCustom(field) && postedName(field) === name);
  if (custom) return text.fields?.[custom.name]?.label ?? custom.name;
  if (name === 'question') return text.question ?? fields.question;
  if (name === 'count' || name === 'countOther') {
    const unit = settings.pledge?.kind === 'action' ? settings.pledge.action : 'hours';
    return name === 'count' ? fields[unit] : fields[`${unit}Other`];
  }
  return Object.entries(fields).find(([field]) => field === name)?.[1] ?? fields.answer;
}
