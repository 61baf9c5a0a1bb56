/** @jsxImportSource react */
import { Body } from '@react-email/body';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Preview } from '@react-email/preview';
import { Text } from '@react-email/text';
import type { ReactNode } from 'react';
import type { Locale } from '../../src/locales/index.ts';
import { inkOn } from './colour.ts';
import { headlineSizes, sheet, styles } from './style.ts';

type LayoutProps = {
  locale: Locale;
  /** The mail's subject again, as the document's title: what a screen reader says first. */
  subject: string;
  /** The line that a mail program shows after the subject. */
  preheader: string;
  /** `#rrggbb` of the band; its text is black or white by contrast. */
  colour: string;
  /** Small line above the headline: the campaign's title. */
  kicker: string;
  headline: string;
  children: ReactNode;
  footer: ReactNode;
};

/** The poster that every mail is: a band of the organizer's colour with the headline, the matter, and the foot. */
export function Layout({ locale, subject, preheader, colour, kicker, headline, children, footer }: LayoutProps) {
  const ink = inkOn(colour);
  // On the narrowest phones a long word has no room at the larger size.
  const size = headline.length > 36 || /[^ -]{12}/.test(headline) ? 'long' : 'short';
  return (
    <Html lang={locale}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style>{sheet}</style>
      </Head>
      <Body className="page" style={styles.body}>
        <Preview>{preheader}</Preview>
        <Container className="card" style={styles.card}>
          <Cell className="band" style={{ ...styles.band, backgroundColor: colour }}>
            <Text style={{ ...styles.kicker, color: ink }}>{kicker}</Text>
            <Heading className={`headline ${size}`} style={{ ...styles.headline, ...headlineSizes[size], color: ink }}>
              {headline}
            </Heading>
          </Cell>
          <Cell className="inside" style={styles.inside}>
            {children}
          </Cell>
        </Container>
        <Container style={styles.foot}>
          <Cell className="foot" style={styles.footInside}>
            {footer}
          </Cell>
        </Container>
      </Body>
    </Html>
  );
}

/** One table with one cell: padding holds on a cell in every mail program, on a table in few. */
function Cell({ className, style, children }: { className: string; style: React.CSSProperties; children: ReactNode }) {
  return (
    <table width="100%" border={0} cellPadding="0" cellSpacing="0" role="presentation">
      <tbody>
        <tr>
          <td className={className} style={style}>
            {children}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
