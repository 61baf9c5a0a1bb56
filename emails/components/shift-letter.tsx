/** @jsxImportSource react */
import type { ReactNode } from 'react';
import type { TemplateProps } from '../../src/mail/templates.ts';
import { Footer } from './footer.tsx';
import { Layout } from './layout.tsx';

type ShiftLetterProps = {
  about: Pick<TemplateProps<'booking'>, 'locale' | 'campaign' | 'unsubscribeUrl'>;
  subject: string;
  preheader: string;
  headline: string;
  children: ReactNode;
};

/** A mail about somebody's own seat: in the campaign's colours, with the foot that says why it comes. */
export function ShiftLetter({ about, subject, preheader, headline, children }: ShiftLetterProps) {
  const { locale, campaign, unsubscribeUrl } = about;
  return (
    <Layout
      locale={locale}
      subject={subject}
      preheader={preheader}
      colour={campaign.colour}
      kicker={campaign.title}
      headline={headline}
      footer={<Footer locale={locale} campaign={campaign} reason="shift" unsubscribeUrl={unsubscribeUrl} />}
    >
      {children}
    </Layout>
  );
}
