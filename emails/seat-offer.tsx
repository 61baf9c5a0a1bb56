/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { momentInWords, shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';
import { ShiftLetter } from './components/shift-letter.tsx';

type Props = TemplateProps<'seat-offer'>;

export function subject({ locale, shift }: Props): string {
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.seatOffer.subject({ title: shift.title, day });
}

/** A seat came free for who waited for one: which, until when it is held, and one button. */
export default function SeatOffer(props: Props) {
  const { locale, campaign, shift, heldUntil, offerUrl } = props;
  const words = messages(locale).mail.seatOffer;
  const until = momentInWords(locale, heldUntil, shift.timezone);
  return (
    <ShiftLetter about={props} subject={subject(props)} preheader={words.until({ until })} headline={words.headline}>
      <Paragraph text={words.body} />
      <ShiftCard locale={locale} shift={shift} colour={campaign.colour} />
      <Paragraph text={words.until({ until })} />
      <ActionButton href={offerUrl} label={words.button} colour={campaign.colour} />
      <Aside text={words.other} />
    </ShiftLetter>
  );
}
