/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton, OtherButton } from './components/button.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { ShiftLetter } from './components/shift-letter.tsx';

type Props = TemplateProps<'report-ask'>;

export function subject({ locale, shift }: Props): string {
  return messages(locale).mail.reportAsk.subject({ title: shift.title });
}

/** After the shift: two buttons, one touch here and one on the page that it opens. */
export default function ReportAsk(props: Props) {
  const { locale, campaign, shift, attendedUrl, missedUrl } = props;
  const words = messages(locale).mail.reportAsk;
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return (
    <ShiftLetter about={props} subject={subject(props)} preheader={words.preheader} headline={words.headline}>
      <Paragraph text={words.body({ title: shift.title, day })} />
      <ActionButton href={attendedUrl} label={words.attended} colour={campaign.colour} />
      <OtherButton href={missedUrl} label={words.missed} />
      <Aside text={words.why} />
    </ShiftLetter>
  );
}
