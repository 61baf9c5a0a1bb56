/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Reason, Rule } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'reply-received'>;

// Terrain's own colour (--accent of public/css/tokens.css): this mail is no campaign's.
const colour = '#1d5c4a';

export function subject({ locale, firstName }: Props): string {
  const words = messages(locale).mail.replyReceived;
  return words.subject({ who: named(firstName) || words.noName });
}

/** Somebody answered a mail. It names a first name and a campaign alone: mail is read over shoulders. */
export default function ReplyReceived(props: Props) {
  const { locale, firstName, campaign, conversationUrl } = props;
  const words = messages(locale).mail.replyReceived;
  const who = named(firstName) || words.noName;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader}
      colour={colour}
      kicker="Terrain"
      headline={words.headline}
      footer={
        <>
          <Rule />
          <Reason text={words.reason({ site: new URL(conversationUrl).host })} />
        </>
      }
    >
      <Paragraph text={words.body({ who, campaign })} />
      <ActionButton href={conversationUrl} label={words.button} colour={colour} />
    </Layout>
  );
}

/** Whoever signs up chooses what they are called. */
function named(firstName: string): string {
  return firstName.replace(/\s+/gu, ' ').trim().slice(0, 60);
}
