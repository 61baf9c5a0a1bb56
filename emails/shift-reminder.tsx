/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';
import { ShiftLetter } from './components/shift-letter.tsx';

type Props = TemplateProps<'shift-reminder'>;

export function subject({ locale, shift, morning }: Props): string {
  const { day, hours } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const words = messages(locale).mail.shiftReminder;
  return morning ? words.subjectMorning({ title: shift.title, hours }) : words.subject({ title: shift.title, day });
}

/** The day before, and the same morning: the same card again, "I'm coming", and the way out while someone else can still take the place. */
export default function ShiftReminder(props: Props) {
  const { locale, campaign, shift, cancelUrl, confirmUrl, morning } = props;
  const words = messages(locale).mail.shiftReminder;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return (
    <ShiftLetter
      about={props}
      subject={subject(props)}
      preheader={words.preheader({ ...time, place: shift.place })}
      headline={morning ? words.headlineMorning : words.headline}
    >
      <Paragraph text={morning ? words.bodyMorning : words.body} />
      <ShiftCard locale={locale} shift={shift} colour={campaign.colour} />
      <ActionButton href={confirmUrl} label={words.confirm} colour={campaign.colour} />
      <Aside text={words.cancelAsk} link={{ href: cancelUrl, label: words.cancel }} />
    </ShiftLetter>
  );
}
