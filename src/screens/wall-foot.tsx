import { type Locale, messages } from '../locales/index.ts';
import { formatClock, formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { Wall } from './wall-state.ts';

type CountedProps = Pick<Wall, 'counted'> & { locale: Locale; timezone: string };

/** Of when the figures are, to the minute; where they should be newer, it says so for all to see. */
export function Counted({ locale, counted, timezone }: CountedProps) {
  const t = messages(locale);
  const { at, isToday, isLate } = counted;
  const moment = isToday ? formatClock(locale, at, timezone) : formatMoment(locale, at, timezone);
  return (
    <span class="wall-counted" data-live="counted">
      <span
        class={isLate ? 'wall-late' : undefined}
        data-counted={`${at.toISOString().slice(0, 16)}Z`}
        data-moment={moment}
      >
        {isLate ? t.screens.wall.late(moment) : t.admin.home.asOf(moment)}
      </span>
    </span>
  );
}

/** How many open campaigns there is no room for. */
export function Others({ locale, others }: { locale: Locale; others: number }) {
  const t = messages(locale).screens.wall;
  return (
    <span class="wall-others" data-live={`others@${others}`}>
      {others > 0 && t.others(formatNumber(locale, others))}
    </span>
  );
}
