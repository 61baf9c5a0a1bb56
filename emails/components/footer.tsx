/** @jsxImportSource react */
import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Text } from '@react-email/text';
import { type Locale, messages } from '../../src/locales/index.ts';
import type { MailCampaign } from '../../src/mail/templates.ts';
import { day, styles } from './style.ts';

type FooterProps = {
  locale: Locale;
  campaign: MailCampaign;
  /** Which sentence says why this mail comes. */
  reason: 'confirm' | 'consent' | 'ownAct' | 'shift';
  unsubscribeUrl?: string | undefined;
};

/**
 * Who sends, from where, why, and the way out: what CASL s. 6(2) and the CRTC's Electronic Commerce Protection
 * Regulations, s. 2(1), ask of a commercial mail; campaigns keep it although most of theirs are exempt.
 */
export function Footer({ locale, campaign, reason, unsubscribeUrl }: FooterProps) {
  const words = messages(locale).mail.footer;
  const { name, address, email, website } = campaign.sender;
  return (
    <>
      <Rule />
      <Text className="soft" style={styles.footText}>
        <strong>{name}</strong>
        {address.split('\n').map((line) => (
          <span key={line}>
            <br />
            {line}
          </span>
        ))}
        <br />
        <Link className="soft" style={styles.footLink} href={`mailto:${email}`} data-text-format="inline">
          {email}
        </Link>
        {website ? (
          <>
            <br />
            <Link className="soft" style={styles.footLink} href={website} data-text-format="inline">
              {website.replace(/^https?:\/\//, '').replace(/\/$/, '')}
            </Link>
          </>
        ) : null}
      </Text>
      <Reason text={words.reasons[reason]({ campaign: campaign.title, sender: name })} />
      {unsubscribeUrl ? (
        <Text className="soft" style={styles.footText}>
          <Link className="soft" style={styles.footLink} href={unsubscribeUrl}>
            {words.unsubscribe}
          </Link>
        </Text>
      ) : null}
    </>
  );
}

/** The line before the foot; in the text part it is the mark that signatures start with. */
export function Rule() {
  return <Hr className="line" style={{ borderTop: `1px solid ${day.line}`, margin: '0 0 20px' }} />;
}

export function Reason({ text }: { text: string }) {
  return (
    <Text className="soft" style={styles.footText}>
      {text}
    </Text>
  );
}
