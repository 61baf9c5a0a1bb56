/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Reason, Rule } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'paused'>;

// Terrain's own colour (--accent of public/css/tokens.css): this mail is no campaign's.
const colour = '#1d5c4a';

export function subject({ locale, title }: Props): string {
  return messages(locale).mail.paused.subject({ campaign: title });
}

/** To the owners: a campaign's sequences and broadcasts were paused, why, and where they go on. */
export default function Paused(props: Props) {
  const { locale, title, reason, sent, counted, deliveryUrl } = props;
  const words = messages(locale).mail.paused;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader}
      colour={colour}
      kicker={title}
      headline={words.headline}
      footer={
        <>
          <Rule />
          <Reason text={words.reason({ site: new URL(deliveryUrl).host })} />
        </>
      }
    >
      <Paragraph text={words.why[reason]({ counted, sent })} />
      <Paragraph text={words.todo[reason]} />
      <Paragraph text={words.goesOn} />
      <ActionButton href={deliveryUrl} label={words.button} colour={colour} />
    </Layout>
  );
}
