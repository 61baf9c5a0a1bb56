import { type Locale, messages } from '../locales/index.ts';
import { formatMoney, formatNumber } from './format.ts';
import { ArrowIcon, CheckIcon } from './icons.tsx';

/** A pledge as its pages show it. Money is in minor units of `currency` (ISO 4217). */
export type PledgeView = {
  id: string;
  kind: 'money' | 'hours' | 'action';
  amountMinor?: number | undefined;
  currency?: string | undefined;
  frequency?: 'once' | 'monthly' | undefined;
  count?: number | undefined;
  /** `doors`, `calls` … */
  action?: string | undefined;
  /** The organizer's official donation page; money alone. */
  donationUrl?: string | undefined;
  /** Whether the contact has said that it was done. */
  reported: boolean;
};

type PledgeCardProps = {
  pledge: PledgeView;
  locale: Locale;
  /** Where "I did it" is posted. */
  action: string;
};

/** A promise, the way to keep it, and the button that says it was kept. */
export function PledgeCard({ pledge, locale, action }: PledgeCardProps) {
  const t = messages(locale).pages.pledge;
  const money = pledge.kind === 'money';
  return (
    <div class="pledge">
      <p class="pledge-words">{pledgeSentence(locale, pledge)}</p>
      {pledge.reported ? (
        <p class="stamp">
          <CheckIcon />
          {t.kept}
        </p>
      ) : (
        <>
          <p>{money ? t.moneyText : t.otherText}</p>
          <div class="pledge-acts">
            {money && pledge.donationUrl !== undefined && (
              <a class="button button-large" href={pledge.donationUrl} target="_blank" rel="noopener">
                {t.donate}
                <ArrowIcon />
              </a>
            )}
            <form method="post" action={action} data-inplace="">
              <input type="hidden" name="pledge" value={pledge.id} />
              <button class={money ? 'button button-quiet' : 'button'} type="submit">
                {money ? t.doneMoney : t.done}
              </button>
            </form>
          </div>
        </>
      )}
    </div>
  );
}

/** What was promised, in one sentence. */
function pledgeSentence(locale: Locale, pledge: PledgeView): string {
  const { pledge: t, form } = messages(locale).pages;
  if (pledge.kind === 'money') {
    const amount = formatMoney(locale, pledge.amountMinor ?? 0, pledge.currency ?? 'CAD');
    return pledge.frequency === 'monthly' ? t.monthly(amount) : t.money(amount);
  }
  const count = pledge.count ?? 0;
  const written = formatNumber(locale, count);
  if (pledge.kind === 'hours') return t.hours(`${written} ${form.hours(count)}`);
  if (pledge.action === 'doors') return t.doors(`${written} ${form.doors(count)}`);
  if (pledge.action === 'calls') return t.calls(`${written} ${form.calls(count)}`);
  return t.other(written);
}
