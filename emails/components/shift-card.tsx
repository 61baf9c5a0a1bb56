/** @jsxImportSource react */
import type { CSSProperties } from 'react';
import { type Locale, messages } from '../../src/locales/index.ts';
import { shiftTime } from '../../src/mail/shift-time.ts';
import type { MailShift } from '../../src/mail/templates.ts';
import { inkOn } from './colour.ts';
import { day } from './style.ts';

const leafLine = { margin: '0', fontSize: '15px', lineHeight: '20px', fontWeight: 700 } satisfies CSSProperties;
const line = { margin: '0', fontSize: '16px', lineHeight: '24px', color: day.ink } satisfies CSSProperties;

type ShiftCardProps = {
  locale: Locale;
  shift: MailShift;
  colour: string;
  /** Struck through: it is off. */
  cancelled?: boolean;
};

/** The shift as a page torn from a calendar: the day large, then title, time in the place's own zone, and place. */
export function ShiftCard({ locale, shift, colour, cancelled = false }: ShiftCardProps) {
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const hours = messages(locale).mail.shift.hours(time);
  const ink = inkOn(colour);
  const struck = cancelled ? { textDecoration: 'line-through' } : {};
  return (
    <table
      className="line"
      width="100%"
      border={0}
      cellPadding="0"
      cellSpacing="0"
      role="presentation"
      style={{
        border: `1px solid ${day.line}`,
        borderRadius: '5px',
        borderCollapse: 'separate',
        margin: '4px 0 26px',
      }}
    >
      <tbody>
        <tr>
          <td
            aria-hidden="true"
            data-skip-in-text="true"
            width="66"
            style={{
              backgroundColor: colour,
              color: ink,
              textAlign: 'center',
              padding: '14px 4px',
              borderRadius: '4px 0 0 4px',
              verticalAlign: 'top',
            }}
          >
            <p style={{ ...leafLine, color: ink }}>{time.leaf.weekday}</p>
            <p style={{ margin: '2px 0 4px', fontSize: '38px', lineHeight: '40px', fontWeight: 800, color: ink }}>
              {time.leaf.day}
            </p>
            <p style={{ ...leafLine, color: ink }}>{time.leaf.month}</p>
          </td>
          <td style={{ padding: '14px 16px 16px', verticalAlign: 'top' }}>
            <p
              className="ink"
              style={{ ...line, ...struck, margin: '0 0 8px', fontSize: '19px', lineHeight: '25px', fontWeight: 700 }}
            >
              {shift.title}
            </p>
            <p className="ink" style={{ ...line, ...struck }}>
              {time.date}
              <br />
              {hours}
              <br />
              {shift.place}
            </p>
            {shift.details && !cancelled ? (
              <p className="soft" style={{ ...line, margin: '8px 0 0', fontSize: '15px', color: day.soft }}>
                {shift.details}
              </p>
            ) : null}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
