import type { Child } from 'hono/jsx';
import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage, type AdminPageProps } from '../ui/admin-layout.tsx';
import { dayOf } from './days.ts';
import type { CsvTable } from './figures-csv.ts';
import type { CampaignFigures } from './figures-form.ts';
import { asOfText, type CountedAt } from './figures-view.ts';

export type CampaignPageProps = {
  locale: Locale;
  organizer: NonNullable<AdminPageProps['organizer']> & { mayOpen(path: string): boolean };
  timezone: string;
  now: Date;
  campaign: Campaign;
  counted: CountedAt;
  figures: CampaignFigures;
};

type FrameProps = Omit<CampaignPageProps, 'figures'> & {
  tab: 'numbers' | 'sources';
  title: string;
  stylesheets?: string[];
  children?: Child;
};

/** What the pages of a campaign's numbers share: where one is, of when the numbers are, the way to the other one. */
export function CampaignPage(props: FrameProps) {
  const { locale, organizer, campaign, counted, tab, title, stylesheets = [], children } = props;
  const { numbers: t, sources } = messages(locale);
  const home = `/admin/campaigns/${campaign.slug}`;
  return (
    <AdminPage
      locale={locale}
      path={`${home}/${tab}`}
      organizer={organizer}
      place="home"
      title={title}
      stylesheets={['/css/numbers.css', ...stylesheets]}
    >
      <p class="back">
        <a href="/admin">{sources.back}</a>
      </p>
      <div class="page-head">
        <h1>{title}</h1>
        <p class="note">{asOfText(locale, counted, props)}</p>
      </div>
      {counted.day !== dayOf(props) && <p class="alert">{t.old}</p>}
      <nav class="tabs" aria-label={t.tabs}>
        <a href={`${home}/numbers`} aria-current={tab === 'numbers' ? 'page' : undefined}>
          {t.link}
        </a>
        <a href={`${home}/sources`} aria-current={tab === 'sources' ? 'page' : undefined}>
          {sources.link}
        </a>
      </nav>
      {children}
    </AdminPage>
  );
}

type CsvLinkProps = { locale: Locale; campaign: Pick<Campaign, 'slug'>; table: CsvTable; of: string };

/** Takes a table along; `of` is what the table is called, for who hears the link by itself. */
export function CsvLink({ locale, campaign, table, of }: CsvLinkProps) {
  return (
    <p class="take-along">
      <a href={`/admin/campaigns/${campaign.slug}/numbers.csv?table=${table}`} download>
        {messages(locale).numbers.csv}
        <span class="hidden"> – {of}</span>
      </a>
    </p>
  );
}
