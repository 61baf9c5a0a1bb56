import type { CampaignSettings } from '../campaigns/form.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import type { FieldError } from '../ui/form-state.ts';

type PledgeSettings = NonNullable<CampaignSettings['pledge']>;

/** A pledge as it came in. `amountMinor` is in minor units of `currency` (ISO 4217). */
export type NewPledge =
  | { kind: 'money'; amountMinor: number; currency: string; frequency: 'once' | 'monthly' }
  | { kind: 'hours'; count: number }
  | { kind: 'action'; action: string; count: number };

export type PledgeResult =
  | { ok: true; pledge: NewPledge | null }
  | { ok: false; errors: Partial<Record<string, FieldError>> };

/** The most that can be promised in one pledge, in minor units: a slip of the finger is asked about. */
const maxAmountMinor = 100_000_00;
const maxCount = 10_000;

/** What the sign-up form asks to promise; null where the campaign asks for nothing, or asks later. */
export function pledgeInForm({ pledge }: CampaignSettings): PledgeSettings | null {
  // Campaigns that were stored before there was the choice have it in the form.
  return pledge?.inForm === false ? null : pledge;
}

/** Reads the pledge of a form as the campaign asks for it; null where none is asked for or none was made. */
export function readPledge(form: PostedForm, settings: PledgeSettings | null, currency: string): PledgeResult {
  if (!settings) return { ok: true, pledge: null };
  return settings.kind === 'money' ? readMoney(form, settings, currency) : readCount(form, settings);
}

/**
 * An amount as people type it, in minor units: `10.50`, `10,50`, `1 000 $`, `$1,000.00`, with any spaces.
 * Undefined when it is not an amount of at most two decimals.
 */
export function parseAmount(text: string): number | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/^(?:CA|US)?[$€]|(?:[$€]|CAD|USD|EUR)$/gi, '');
  const decimal = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(bare);
  if (!decimal) return undefined;
  const whole = (decimal[1] ?? '').replace(/[.,]/g, '');
  if (whole.length > 12) return Number.MAX_SAFE_INTEGER;
  return Number(whole) * 100 + Number((decimal[2] ?? '').padEnd(2, '0'));
}

function readMoney(form: PostedForm, settings: PledgeSettings & { kind: 'money' }, currency: string): PledgeResult {
  const { name, text } = chosen(form, 'amount');
  if (text === '') {
    return settings.required ? { ok: false, errors: { amount: 'required' } } : { ok: true, pledge: null };
  }
  const amountMinor = parseAmount(text);
  if (amountMinor === undefined || amountMinor === 0) return { ok: false, errors: { [name]: 'amount' } };
  if (amountMinor > maxAmountMinor) return { ok: false, errors: { [name]: 'amount-range' } };
  const asked = first(form, 'frequency');
  const frequency = settings.frequencies.find((one) => one === asked) ?? settings.frequencies[0] ?? 'once';
  if (asked !== '' && asked !== frequency) return { ok: false, errors: { frequency: 'choice' } };
  return { ok: true, pledge: { kind: 'money', amountMinor, currency, frequency } };
}

function readCount(form: PostedForm, settings: PledgeSettings & { kind: 'hours' | 'action' }): PledgeResult {
  const { name, text } = chosen(form, 'count');
  if (text === '') {
    return settings.required ? { ok: false, errors: { count: 'required' } } : { ok: true, pledge: null };
  }
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > maxCount) return { ok: false, errors: { [name]: 'count' } };
  return {
    ok: true,
    pledge: settings.kind === 'hours' ? { kind: 'hours', count } : { kind: 'action', action: settings.action, count },
  };
}

/** One's own figure where it was typed, else the suggested one that was picked. */
function chosen(form: PostedForm, name: string): { name: string; text: string } {
  const own = first(form, `${name}Other`).trim();
  if (own !== '') return { name: `${name}Other`, text: own };
  const picked = first(form, name).trim();
  return { name, text: picked === 'other' ? '' : picked };
}
