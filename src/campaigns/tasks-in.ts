import type { QuickTask } from './form.ts';
import type { Campaign } from './queries.ts';

/** The campaign's quick tasks that have words in a language. */
export function tasksIn({ settings }: Pick<Campaign, 'settings'>, locale: 'fr' | 'en'): QuickTask[] {
  return (settings.quickTasks ?? []).filter(({ texts }) => texts[locale] !== undefined);
}
