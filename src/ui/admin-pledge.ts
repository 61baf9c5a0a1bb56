import { type Locale, messages } from '../locales/index.ts';
import { formatMoney, formatNumber } from './format.ts';

/** One promise, or several of a kind added up: money in minor units of `currency`, hours, or times of an action. */
export type PledgeAmount = {
  kind: 'money' | 'hours' | 'action';
  currency: string | null;
  frequency: 'once' | 'monthly' | null;
  action: string | null;
  amount: number;
};

/** A promise in short: "20 $ par mois", "3 h", "40 portes". */
export function pledgeText(locale: Locale, { kind, currency, frequency, action, amount }: PledgeAmount): string {
  const t = messages(locale).admin.home;
  if (kind === 'money') {
    const money = formatMoney(locale, amount, currency ?? 'CAD');
    return frequency === 'monthly' ? t.monthly(money) : money;
  }
  const count = formatNumber(locale, amount);
  if (kind === 'hours') return t.hours(count);
  return action === 'doors' || action === 'calls' ? t.actions[action](count) : t.otherActions(count);
}
