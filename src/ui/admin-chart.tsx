import { type Locale, messages } from '../locales/index.ts';
import { formatDay } from './admin-time.ts';
import { formatNumber } from './format.ts';

type DayChartProps = {
  locale: Locale;
  /** Makes the chart's ids its own on a page with several. */
  id: string;
  title: string;
  /** One for each day, the oldest first; `day` is `YYYY-MM-DD`. */
  days: { day: string; count: number }[];
};

const width = 300;
const height = 60;

/** Bars by day, drawn on the server. For whom a picture says nothing, the same figures stand on the page as a table. */
export function DayChart({ locale, id, title, days }: DayChartProps) {
  const t = messages(locale).admin.home;
  const most = days.reduce((top, day) => (day.count > top.count ? day : top), { day: '', count: 0 });
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const text =
    total === 0
      ? t.chartEmpty
      : t.chartText(formatNumber(locale, total), formatNumber(locale, most.count), formatDay(locale, most.day));
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {total > 0 && <Bars locale={locale} id={id} title={title} days={days} most={most.count} text={text} />}
      {total > 0 && (
        <p class="chart-days" aria-hidden="true">
          <span>{formatDay(locale, days[0]?.day ?? most.day)}</span>
          <span>{formatDay(locale, days.at(-1)?.day ?? most.day)}</span>
        </p>
      )}
      <p class="note">{text}</p>
    </figure>
  );
}

function Bars({ locale, id, title, days, most, text }: DayChartProps & { most: number; text: string }) {
  const step = width / days.length;
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-text`}
    >
      <title id={`${id}-name`}>{title}</title>
      <desc id={`${id}-text`}>{text}</desc>
      {days.map(({ day, count }, index) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
        return (
          <rect key={day} x={index * step + step * 0.1} y={height - tall} width={step * 0.8} height={tall}>
            <title>{`${formatDay(locale, day)}: ${formatNumber(locale, count)}`}</title>
          </rect>
        );
      })}
      <path class="base" d={`M0 ${height}H${width}`} />
    </svg>
  );
}
