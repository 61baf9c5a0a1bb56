/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton, OtherButton } from './components/button.tsx';
import { Reason, Rule } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';

type Props = TemplateProps<'shift-lacks'>;

export function subject({ locale, shift, booked, needed }: Props): string {
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.shiftLacks.subject({ title: shift.title, day, booked, needed });
}

/** To whoever leads a shift: people lack, while there is still time to call some. It names nobody. */
export default function ShiftLacks(props: Props) {
  const { locale, title, colour, shift, booked, needed, shiftUrl, shareUrl } = props;
  const words = messages(locale).mail.shiftLacks;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.body({ booked, needed })}
      colour={colour}
      kicker={title}
      headline={words.headline}
      footer={
        <>
          <Rule />
          <Reason text={words.reason({ site: new URL(shiftUrl).host })} />
        </>
      }
    >
      <Paragraph text={words.body({ booked, needed })} />
      <ShiftCard locale={locale} shift={shift} colour={colour} />
      <Paragraph text={words.advice} />
      <ActionButton href={shiftUrl} label={words.button} colour={colour} />
      <OtherButton href={shareUrl} label={words.share} />
    </Layout>
  );
}
