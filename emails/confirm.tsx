/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Footer } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'confirm'>;

export function subject({ locale, campaign }: Props): string {
  return messages(locale).mail.confirm.subject({ campaign: campaign.title });
}

/** Double opt-in. Its props have no room for anything that a stranger typed, and must never get any. */
export default function Confirm(props: Props) {
  const { locale, campaign, confirmUrl } = props;
  const words = messages(locale).mail.confirm;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader}
      colour={campaign.colour}
      kicker={campaign.title}
      headline={words.headline}
      footer={<Footer locale={locale} campaign={campaign} reason="confirm" />}
    >
      <Paragraph text={words.body({ campaign: campaign.title, sender: campaign.sender.name })} />
      <ActionButton href={confirmUrl} label={words.button} colour={campaign.colour} />
      <Aside text={words.ignore} />
    </Layout>
  );
}
