import type { Locale } from '../locales/index.ts';

const tags: Record<Locale, string> = { fr: 'fr-CA', en: 'en-CA' };

/** Making a formatter costs far more than using it. */
const formats = new Map<string, Intl.NumberFormat>();

/** A whole number as the locale groups it: `1 200`, `1,200`. */
export function formatNumber(locale: Locale, value: number): string {
  return numberFormat(locale, undefined).format(value);
}

/** A share between 0 and 1 in whole hundredths: `87 %`, `87%`. Less than all is never said to be all. */
export function formatShare(locale: Locale, share: number): string {
  const hundredths = share < 1 ? Math.min(99, Math.round(share * 100)) : 100;
  return new Intl.NumberFormat(tags[locale], { style: 'percent' }).format(hundredths / 100);
}

/** A share between 0 and 1 in tenths of hundredths: `4,3 %`, `4.3%`. */
export function formatTenths(locale: Locale, share: number): string {
  return new Intl.NumberFormat(tags[locale], { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** A difference of shares, between -1 and 1, in points: `1,2`, `-0.4`. */
export function formatPoints(locale: Locale, difference: number): string {
  const options = { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'negative' } as const;
  return new Intl.NumberFormat(tags[locale], options).format(difference * 100);
}

/** Money as the locale writes it, cents left out where there are none: `20 $`, `$20`, `$20.50`. */
export function formatMoney(locale: Locale, minor: number, currency: string): string {
  const format = numberFormat(locale, currency);
  return format.format(minor / 10 ** decimals(format));
}

/** An amount in minor units as a plain decimal for a form's value: 2000 is `20`, 2050 is `20.50`. */
export function plainAmount(minor: number, currency: string): string {
  const digits = decimals(numberFormat('en', currency));
  const whole = minor % 10 ** digits === 0;
  return (minor / 10 ** digits).toFixed(whole ? 0 : digits);
}

function decimals(format: Intl.NumberFormat): number {
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

function numberFormat(locale: Locale, currency: string | undefined): Intl.NumberFormat {
  const key = `${locale} ${currency ?? ''}`;
  let format = formats.get(key);
  if (!format) {
    const money = {
      style: 'currency',
      currencyDisplay: 'narrowSymbol',
      trailingZeroDisplay: 'stripIfInteger',
    } as const;
    format = new Intl.NumberFormat(tags[locale], currency === undefined ? {} : { ...money, currency });
    formats.set(key, format);
  }
  return format;
}
