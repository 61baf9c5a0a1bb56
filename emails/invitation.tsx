/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Reason, Rule } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'invitation'>;

// Terrain's own colour (--accent of public/css/tokens.css): this mail is no campaign's.
const colour = '#1d5c4a';

export function subject({ locale, by }: Props): string {
  return messages(locale).mail.invitation.subject({ by });
}

/** The first way in of someone who was given access. It says who gave it, and for which site. */
export default function Invitation(props: Props) {
  const { locale, signInUrl, by, days } = props;
  const words = messages(locale).mail.invitation;
  const site = new URL(signInUrl).host;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader({ site, days })}
      colour={colour}
      kicker="Terrain"
      headline={words.headline}
      footer={
        <>
          <Rule />
          <Reason text={words.reason({ site, by })} />
        </>
      }
    >
      <Paragraph text={words.body({ site, by, days })} />
      <ActionButton href={signInUrl} label={words.button} colour={colour} />
      <Aside text={words.later({ site })} />
    </Layout>
  );
}
