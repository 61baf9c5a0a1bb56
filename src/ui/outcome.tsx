import { type Locale, type Messages, messages } from '../locales/index.ts';
import { AlertIcon, CheckIcon } from './icons.tsx';

/** What an act led to, as the page after it says. */
export type Outcome = keyof Messages['pages']['outcomes'];

const refusals: readonly Outcome[] = ['full', 'over', 'seats-left', 'hold-over', 'unavailable'];

/** The sentence on top of a page that follows an act; nothing where there was none. */
export function OutcomeBanner({ outcome, locale }: { outcome: Outcome | undefined; locale: Locale }) {
  if (outcome === undefined) return null;
  const refused = refusals.includes(outcome);
  return (
    <div class={refused ? 'alert' : 'alert alert-good'} role={refused ? 'alert' : 'status'} tabindex={-1}>
      {refused ? <AlertIcon /> : <CheckIcon />}
      <p class="alert-title">{messages(locale).pages.outcomes[outcome]}</p>
    </div>
  );
}
