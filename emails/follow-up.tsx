/** @jsxImportSource react */
import { messages } from '../src/locales/index.ts';
import { fillFields, type MergeValues } from '../src/mail/merge-fields.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Footer } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { letterBody } from './components/letter-body.ts';
import { Aside, Letter, Paragraph } from './components/paragraph.tsx';

type Props = TemplateProps<'follow-up'>;

export function subject(props: Props): string {
  return fillFields(props.subject, valuesOf(props));
}

/** One step of a sequence: the campaign's own words, its subject as the headline, one thing to do, and a line for who has time now. */
export default function FollowUp(props: Props) {
  const { locale, campaign, action, reason, unsubscribeUrl, nowUrl } = props;
  const { now } = messages(locale).mail;
  const values = valuesOf(props);
  const { words, matter } = bodyOf(props.body, values);
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words}
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
      {matter}
      <ActionButton href={action.url} label={fillFields(action.label, values)} colour={campaign.colour} />
      {nowUrl === undefined ? null : <Aside text={now.text} link={{ href: nowUrl, label: now.link }} />}
    </Layout>
  );
}

function valuesOf({ firstName, campaign, fields }: Props): MergeValues {
  return { ...fields, firstName, campaign: campaign.title };
}

function bodyOf(body: Props['body'], values: MergeValues) {
  if (typeof body === 'string') {
    const { html, words } = letterBody(body, values);
    return { words, matter: <Letter html={html} /> };
  }
  const filled = body.map((paragraph) => fillFields(paragraph, values));
  return { words: filled.join(' '), matter: filled.map((one) => <Paragraph key={one} text={one} />) };
}
