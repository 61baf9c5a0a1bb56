/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';
import { ShiftLetter } from './components/shift-letter.tsx';

type Props = TemplateProps<'booking'>;

export function subject({ locale, shift }: Props): string {
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.booking.subject({ title: shift.title, day });
}

/** A seat is booked: where, when, the calendar file that goes with it, and the way out. No name, so it suits any contact. */
export default function Booking(props: Props) {
  const { locale, campaign, shift, cancelUrl, ticketUrl, code } = props;
  const words = messages(locale).mail.booking;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return (
    <ShiftLetter
      about={props}
      subject={subject(props)}
      preheader={words.preheader({ ...time, place: shift.place })}
      headline={words.headline}
    >
      <Paragraph text={words.body} />
      <ShiftCard locale={locale} shift={shift} colour={campaign.colour} />
      <Paragraph text={words.calendar} />
      <Aside text={words.cancelAsk} link={{ href: cancelUrl, label: words.cancel }} />
      <Aside text={words.ticket({ code })} link={{ href: ticketUrl, label: words.ticketLink }} />
    </ShiftLetter>
  );
}
