import { type Locale, messages } from '../locales/index.ts';
import { formatMoney, formatNumber } from './format.ts';

export type Progress = {
  /** How far the campaign is, and where it goes; money in minor units. */
  value: number;
  target: number;
  kind: 'signups' | 'money' | 'hours' | 'actions' | 'bookings';
};

/** The ridge that the goal stands on, as points of a 400 by 60 field, from the plain to the summit. */
const ridge: readonly (readonly [number, number])[] = [
  [0, 54],
  [46, 45],
  [74, 49],
  [122, 34],
  [158, 40],
  [208, 24],
  [244, 31],
  [296, 13],
  [324, 20],
  [358, 6],
];
const ground = 60;
const summit = 358;

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
  const at = share * summit;
  const climbed = [...ridge.filter(([x]) => x < at), [at, heightAt(at)] as const];
  const outline = `M${ridge.map(([x, y]) => `${x} ${y}`).join('L')}`;
  return (
    <svg class="ridge" viewBox="0 -26 400 86" aria-hidden="true" focusable="false">
      <path class="ridge-ahead" d={`${outline}L400 26V${ground}H0Z`} />
      <path
        class="ridge-climbed"
        d={`M0 ${ground}L${climbed.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}V${ground}Z`}
      />
      <path class="ridge-pole" d="M358 7V-24" />
      <path class="ridge-flag" d="M358 -25 384 -16.5 358 -8Z" />
      <circle class="ridge-walker" cx={round(Math.max(9, at))} cy={round(heightAt(at) - 6)} r="6.5" />
    </svg>
  );
}

/** Where the ridge stands above a point, between the two points beside it. */
function heightAt(x: number): number {
  for (const [index, [x1, y1]] of ridge.entries()) {
    const next = ridge[index + 1];
    if (!next || x > next[0]) continue;
    return y1 + ((next[1] - y1) * (x - x1)) / (next[0] - x1);
  }
  return ridge.at(-1)?.[1] ?? ground;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
