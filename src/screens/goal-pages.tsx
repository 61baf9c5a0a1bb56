import { type Locale, messages } from '../locales/index.ts';
import { formatMoney, formatNumber, formatShare } from '../ui/format.ts';
import type { Progress } from '../ui/progress.tsx';
import { drawRidge } from '../ui/ridge.ts';

type GoalProps = { locale: Locale; progress: Progress; currency: string };

/** A figure that may grow before one's eyes; money is written anew, for its words are not a number's alone. */
export function Growing({ locale, name, value }: { locale: Locale; name: string; value: number }) {
  return (
    <strong data-grows={name} data-count={value}>
      {formatNumber(locale, value)}
    </strong>
  );
}

/** How far it is to the goal, in a sentence. */
export function GoalWords({ locale, progress: { value, target, kind }, currency }: GoalProps) {
  const t = messages(locale).pages.landing;
  const write = (count: number) =>
    kind === 'money' ? formatMoney(locale, count, currency) : formatNumber(locale, count);
  if (value <= 0) return <p class="goal-words">{t.first(write(target))}</p>;
  return (
    <p class="goal-words">
      {kind === 'money' ? <strong>{write(value)}</strong> : <Growing locale={locale} name="goal" value={value} />}{' '}
      {t.progress[kind](value, write(target))}{' '}
      {value < target && value * 100 >= target && <span class="goal-share">{formatShare(locale, value / target)}</span>}
    </p>
  );
}

/** The same as a ridge being climbed towards its flag. */
export function GoalRidge({ progress: { value, target } }: Pick<GoalProps, 'progress'>) {
  const { ahead, climbed, pole, flag, walker } = drawRidge(Math.min(1, Math.max(0, value / target)));
  return (
    <svg class="ridge" viewBox="0 -26 400 86" aria-hidden="true" focusable="false">
      <path class="ridge-ahead" d={ahead} />
      <path class="ridge-climbed" d={climbed} />
      <path class="ridge-pole" d={pole} />
      <path class="ridge-flag" d={flag} />
      <circle class="ridge-walker" cx={walker.x} cy={walker.y} r={walker.r} />
    </svg>
  );
}
