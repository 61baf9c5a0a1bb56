import { type Locale, messages } from '../locales/index.ts';
import { formatMoney, formatNumber } from './format.ts';
import { drawRidge } from './ridge.ts';

export type Progress = {
  /** How far the campaign is, and where it goes; money in minor units. */
  value: number;
  target: number;
  kind: 'signups' | 'money' | 'hours' | 'actions' | 'bookings';
};

/** How far the campaign is: in words, and as a ridge being climbed towards its flag. */
export function ProgressRidge({
  progress,
  currency,
  locale,
}: {
  progress: Progress;
  currency: string;
  locale: Locale;
}) {
  const t = messages(locale).pages.landing;
  const { value, target, kind } = progress;
  const share = Math.min(1, Math.max(0, value / target));
  const write = (count: number) =>
    kind === 'money' ? formatMoney(locale, count, currency) : formatNumber(locale, count);
  return (
    <div class="progress">
      <p class="progress-words">
        {value <= 0 ? (
          t.first(write(target))
        ) : (
          <>
            <strong>{write(value)}</strong> {t.progress[kind](value, write(target))}
          </>
        )}
      </p>
      <Ridge share={share} />
      {share >= 1 && <p class="progress-more">{t.reached}</p>}
    </div>
  );
}

function Ridge({ share }: { share: number }) {
  const { ahead, climbed, pole, flag, walker } = drawRidge(share);
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
