/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';
import { ShiftLetter } from './components/shift-letter.tsx';

type Props = TemplateProps<'booking-moved'>;

export function subject({ locale, shift }: Props): string {
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.bookingMoved.subject({ title: shift.title, day });
}

/** The shift has another time or place: the new card, the calendar file that changes the entry, and both answers. */
export default function BookingMoved(props: Props) {
  const { locale, campaign, shift, cancelUrl, confirmUrl } = props;
  const words = messages(locale).mail.bookingMoved;
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
      <ActionButton href={confirmUrl} label={words.confirm} colour={campaign.colour} />
      <Aside text={words.cancelAsk} link={{ href: cancelUrl, label: words.cancel }} />
    </ShiftLetter>
  );
}
