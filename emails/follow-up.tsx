/** @jsxImportSource react */
import { fillFirstName } from '../src/mail/first-name.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Footer } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'follow-up'>;

export function subject({ subject, firstName }: Props): string {
  return fillFirstName(subject, firstName);
}

/** One step of a sequence: the campaign's own words, its subject as the headline, and one thing to do. */
export default function FollowUp(props: Props) {
  const { locale, campaign, firstName, paragraphs, action, reason, unsubscribeUrl } = props;
  const filled = paragraphs.map((paragraph) => fillFirstName(paragraph, firstName));
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={filled.join(' ')}
      colour={campaign.colour}
      kicker={campaign.title}
      headline={subject(props)}
      footer={
        <Footer
          locale={locale}
          campaign={campaign}
          reason={reason === 'consent' ? 'consent' : 'ownAct'}
          unsubscribeUrl={unsubscribeUrl}
        />
      }
    >
      {filled.map((paragraph) => (
        <Paragraph key={paragraph} text={paragraph} />
      ))}
      <ActionButton href={action.url} label={fillFirstName(action.label, firstName)} colour={campaign.colour} />
    </Layout>
  );
}
