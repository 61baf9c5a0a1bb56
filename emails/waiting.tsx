/** @jsxImportSource react */
import { Link } from '@react-email/link';
import { Text } from '@react-email/text';
import { messages } from '../src/locales/index.ts';
import type { TemplateProps } from '../src/mail/templates.ts';
import { ActionButton } from './components/button.tsx';
import { Reason, Rule } from './components/footer.tsx';
import { Layout } from './components/layout.tsx';
import { Aside, Paragraph } from './components/paragraph.tsx';
import { styles } from './components/style.ts';

type Props = TemplateProps<'waiting'>;

// Terrain's own colour (--accent of public/css/tokens.css): this mail is no campaign's.
const colour = '#1d5c4a';

export function subject({ locale, count }: Props): string {
  return messages(locale).mail.waiting.subject({ count });
}

/**
 * An organizer's morning. It names first names, campaigns and what they have said no to alone: mail is read over
 * shoulders.
 */
export default function Waiting(props: Props) {
  const { locale, waitingUrl, count, people } = props;
  const words = messages(locale).mail.waiting;
  const rest = count - people.length;
  return (
    <Layout
      locale={locale}
      subject={subject(props)}
      preheader={words.preheader}
      colour={colour}
      kicker="Terrain"
      headline={words.headline({ count })}
      footer={
        <>
          <Rule />
          <Reason text={words.reason({ site: new URL(waitingUrl).host })} />
        </>
      }
    >
      <Paragraph text={words.body({ count })} />
      {people.map(({ firstName, campaign, overdue, refusals, url }) => (
        <Text key={url} className="ink" style={styles.text}>
          <Link className="ink" style={styles.link} href={url}>
            {oneLine(firstName) || words.noName}
          </Link>
          <br />
          {[campaign, overdue ? words.overdue : '', ...refusals].filter(Boolean).join(', ')}
        </Text>
      ))}
      <ActionButton href={waitingUrl} label={words.button} colour={colour} />
      {rest > 0 ? <Aside text={words.more({ count: rest })} /> : null}
    </Layout>
  );
}

/** Whoever signs up chooses what they are called. */
function oneLine(name: string): string {
  return name.replace(/\s+/gu, ' ').trim().slice(0, 60);
}
