/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Reason, Rule } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'sign-in'>;

// Terrain's own colour (--accent of public/css/tokens.css): this mail is no campaign's.
const colour = '#1d5c4a';

export function subject({ locale }: Props): string {
  return messages(locale).mail.signIn.subject;
}

/** An organizer's way in. It names the site, so that a link for another one is seen for what it is. */
export default function SignIn(props: Props) {
  const { locale, signInUrl, minutes } = props;
  const words = messages(locale).mail.signIn;
  const site = new URL(signInUrl).host;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader({ minutes })}
      colour={colour}
      kicker="Terrain"
      headline={words.headline}
      footer={
        <>
          <Rule />
          <Reason text={words.reason({ site })} />
        </>
      }
    >
      <Paragraph text={words.body({ site, minutes })} />
      <ActionButton href={signInUrl} label={words.button} colour={colour} />
      <Aside text={words.ignore} />
    </Layout>
  );
}
