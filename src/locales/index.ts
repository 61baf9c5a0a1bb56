import { en } from './en/index.ts';
import { fr } from './fr/index.ts';

export const locales = ['fr', 'en'] as const;
export type Locale = (typeof locales)[number];
/** Every sentence a person can read; the French one is the original, the others have its shape. */
export type Messages = typeof fr;

const byLocale: Record<Locale, Messages> = { fr, en };

/** The sentences of one locale. */
export function messages(locale: Locale): Messages {
  return byLocale[locale];
}

export function isLocale(value: string | undefined): value is Locale {
  return value === 'fr' || value === 'en';
}
