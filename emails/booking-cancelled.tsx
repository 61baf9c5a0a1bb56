/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';
import { ShiftLetter } from './components/shift-letter.tsx';

type Props = TemplateProps<'booking-cancelled'>;

export function subject({ locale, shift, calledOff }: Props): string {
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const words = messages(locale).mail.bookingCancelled;
  return (calledOff ? words.subjectCalledOff : words.subject)({ title: shift.title, day });
}

/** A seat was given back, by whomever: said plainly, with the other shifts one touch away. */
export default function BookingCancelled(props: Props) {
  const { locale, campaign, shift, shiftsUrl, calledOff } = props;
  const words = messages(locale).mail.bookingCancelled;
  return (
    <ShiftLetter
      about={props}
      subject={subject(props)}
      preheader={calledOff ? words.preheaderCalledOff : words.preheader}
      headline={calledOff ? words.headlineCalledOff : words.headline}
    >
      <Paragraph text={calledOff ? words.bodyCalledOff : words.body} />
      <ShiftCard locale={locale} shift={shift} colour={campaign.colour} cancelled />
      <Paragraph text={words.calendar} />
      <Paragraph text={words.again} />
      <ActionButton href={shiftsUrl} label={words.button} colour={campaign.colour} />
    </ShiftLetter>
  );
}
