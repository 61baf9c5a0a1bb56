import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { parseAmount } from '../pledges/form.ts';
import { plainAmount } from '../ui/format.ts';
import { choice, type RawContent, typed, type Values, wholeNumber } from './values.ts';

export const goalKinds = ['signups', 'money', 'hours', 'actions', 'bookings'] as const;
export const pledgeKinds = ['none', 'money', 'hours', 'doors', 'calls'] as const;
/** When a promise is asked for: in the form, where it may be needed, or after it. */
export const pledgeMoments = ['form', 'required', 'later'] as const;

/** The goal and the promise as the form shows them. */
export function askValues({ settings }: CampaignContent): Values {
  const { goal, pledge, currency } = settings;
  const moment = pledge?.inForm === false ? 'later' : pledge?.required ? 'required' : 'form';
  const suggestions = pledge && pledge.kind !== 'money' ? pledge.suggestions.join('; ') : '';
  const amounts = pledge?.kind === 'money' ? pledge.amounts.map((one) => plainAmount(one, currency)).join('; ') : '';
  const frequencies = pledge?.kind === 'money' ? pledge.frequencies : ['once'];
  return {
    'settings.goal.kind': goal.kind,
    'settings.goal.target': goal.kind === 'money' ? plainAmount(goal.target, currency) : String(goal.target),
    'settings.pledge': pledge === null ? 'none' : pledge.kind === 'action' ? pledge.action : pledge.kind,
    'pledge.moment': pledge ? moment : 'form',
    'settings.pledge.amounts': amounts,
    'settings.pledge.suggestions': suggestions,
    'settings.pledge.donationUrl': pledge?.kind === 'money' ? pledge.donationUrl : '',
    'pledge.once': frequencies.includes('once') ? 'yes' : '',
    'pledge.monthly': frequencies.includes('monthly') ? 'yes' : '',
  };
}

/** A content with the goal and the promise that were typed. */
export function applyAsk(content: CampaignContent, form: PostedForm): RawContent {
  const kind = choice(form, 'settings.goal.kind', goalKinds);
  const target =
    kind === 'money'
      ? (parseAmount(typed(form, 'settings.goal.target')) ?? Number.NaN)
      : wholeNumber(form, 'settings.goal.target');
  return { ...content, settings: { ...content.settings, goal: { kind, target }, pledge: readPledge(form) } };
}

function readPledge(form: PostedForm): RawContent['settings']['pledge'] {
  const kind = choice(form, 'settings.pledge', pledgeKinds);
  if (kind === 'none') return null;
  const moment = choice(form, 'pledge.moment', pledgeMoments);
  const shared = { required: moment === 'required', inForm: moment !== 'later' };
  if (kind === 'money') {
    const frequencies = (['once', 'monthly'] as const).filter((one) => typed(form, `pledge.${one}`) === 'yes');
    const amounts = figures(form, 'settings.pledge.amounts').map((one) => parseAmount(one) ?? Number.NaN);
    return { kind, ...shared, amounts, frequencies, donationUrl: typed(form, 'settings.pledge.donationUrl') };
  }
  const suggestions = figures(form, 'settings.pledge.suggestions').map((one) =>
    /^\d{1,9}$/.test(one) ? Number(one) : Number.NaN,
  );
  return kind === 'hours' ? { kind, ...shared, suggestions } : { kind: 'action', action: kind, ...shared, suggestions };
}

/** Figures that people put beside each other: `10; 20; 50`, `10 20 50`, each on a line. */
function figures(form: PostedForm, name: string): string[] {
  return typed(form, name)
    .split(/[;\s]+/)
    .filter((one) => one !== '');
}
