/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { shiftTime } from '../src/mail/shift-time.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { Footer } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { ShiftCard } from './components/shift-card.tsx';

type Props = TemplateProps<'shift-reminder'>;

export function subject({ locale, shift }: Props): string {
  const { day } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.shiftReminder.subject({ title: shift.title, day });
}

/** The day before: the same card again, and the way out while someone else can still take the place. */
export default function ShiftReminder(props: Props) {
  const { locale, campaign, shift, cancelUrl, unsubscribeUrl } = props;
  const words = messages(locale).mail.shiftReminder;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader({ ...time, place: shift.place })}
      colour={campaign.colour}
      kicker={campaign.title}
      headline={words.headline}
      footer={<Footer locale={locale} campaign={campaign} reason="shift" unsubscribeUrl={unsubscribeUrl} />}
    >
      <Paragraph text={words.body} />
      <ShiftCard locale={locale} shift={shift} colour={campaign.colour} />
      <Aside text={words.cancelAsk} link={{ href: cancelUrl, label: words.cancel }} />
    </Layout>
  );
}
