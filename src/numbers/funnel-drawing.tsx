import { type Locale, messages } from '../locales/index.ts';
import { formatNumber, formatShare } from '../ui/format.ts';
import type { Steps } from './figures-form.ts';
import { stepText } from './figures-view.ts';
import { type FunnelPart, funnelOf } from './funnel.ts';

/** The funnel, large: each step with how many are there, how many go on, and where most are lost. */
export function Funnel({ locale, total }: { locale: Locale; total: Steps }) {
  const parts = funnelOf(total);
  return (
    <ol class="funnel">
      {parts.map((part, index) => (
        <li key={part.step} class={part.isWorst ? 'funnel-step funnel-worst' : 'funnel-step'}>
          <p class="funnel-name">
            <strong>{stepText(locale, total, part.step)}</strong> {messages(locale).sources.steps[part.step]}
          </p>
          <Shape part={part} below={parts[index + 1]} />
          <Onward locale={locale} part={part} />
        </li>
      ))}
    </ol>
  );
}

/** As wide above as those who are there, as wide below as those who go on. */
function Shape({ part, below = part }: { part: FunnelPart; below?: FunnelPart | undefined }) {
  // The few who came are seen beside the many who did not.
  const half = (width: number) => (width === 0 ? 0 : Math.max(0.75, width * 50));
  const top = half(part.width);
  const bottom = Math.min(top, half(below.width));
  const points = [50 - top, 0, 50 + top, 0, 50 + bottom, 10, 50 - bottom, 10];
  return (
    <div class="funnel-drawn">
      <svg class="funnel-shape" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <polygon class={`funnel-${part.step}`} points={points.join(' ')} />
      </svg>
    </div>
  );
}

function Onward({ locale, part: { step, next, isWorst } }: { locale: Locale; part: FunnelPart }) {
  const t = messages(locale).numbers.funnel;
  if (!next) return null;
  const share = formatShare(locale, next.share);
  if (step === 'seen') return <p class="funnel-next note">{t.fromSeen(share)}</p>;
  const advice = next.step === 'seen' || next.step === 'signedUp' ? undefined : t.advice[next.step];
  return (
    <div class="funnel-next">
      <p class="note">
        {t.goesOn(share)}
        {next.short > 0 && <> · {t.stops(formatNumber(locale, next.short))}</>}
      </p>
      {isWorst && (
        <p class="funnel-advice">
          <strong>{t.worst}.</strong> {advice}
        </p>
      )}
    </div>
  );
}
