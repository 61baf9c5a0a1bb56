import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber, formatShare } from '../ui/format.ts';
import { CsvLink } from './campaign-page.tsx';
import type { CampaignFigures } from './figures-form.ts';
import { pledgeKind, sumText } from './figures-view.ts';

type SectionProps = {
  locale: Locale;
  campaign: Pick<Campaign, 'slug'>;
  organizer: { mayOpen(path: string): boolean };
  figures: CampaignFigures;
  /** Every team's name, by id. */
  teams: Map<string, string>;
};

/** The steps that people take, as columns. */
const peopleSteps = ['signedUp', 'confirmed', 'pledged', 'booked', 'attended', 'reported'] as const;

/** How far the people of each team came. */
export function TeamsSection({ locale, campaign, organizer, figures, teams }: SectionProps) {
  const { numbers, sources } = messages(locale);
  const t = numbers.teams;
  // Nobody is of a team that is gone; a count of before it went still says so.
  const name = (id: string | null) => (id === null ? undefined : teams.get(id)) ?? t.none;
  return (
    <section class="card" aria-labelledby="teams">
      <h2 id="teams">{t.title}</h2>
      {teams.size === 0 ? (
        <p class="empty">
          {t.empty} {organizer.mayOpen('/admin/teams') && <a href="/admin/teams">{t.link}</a>}
        </p>
      ) : (
        <>
          <AdminTable
            caption={t.title}
            columns={[{ label: t.team }, ...peopleSteps.map((step) => ({ label: sources.steps[step], numeric: true }))]}
            rows={figures.teams.map((row) => ({
              key: row.teamId ?? 'none',
              cells: [name(row.teamId), ...peopleSteps.map((step) => formatNumber(locale, row[step]))],
            }))}
          />
          <CsvLink locale={locale} campaign={campaign} table="teams" of={t.title} />
        </>
      )}
    </section>
  );
}

/** What was promised beside what people say they gave or did. */
export function PledgesSection({ locale, campaign, figures: { pledges } }: SectionProps) {
  const t = messages(locale).numbers.pledges;
  return (
    <section class="card" aria-labelledby="pledges">
      <h2 id="pledges">{t.title}</h2>
      {pledges.length === 0 ? (
        <p class="note">{t.empty}</p>
      ) : (
        <>
          <p class="note">{t.text}</p>
          <AdminTable
            compact
            caption={t.title}
            columns={[
              { label: t.what },
              { label: t.pledged, numeric: true },
              { label: t.kept, numeric: true },
              { label: t.share, numeric: true },
            ]}
            rows={pledges.map((sum) => ({
              key: `${sum.kind} ${sum.currency} ${sum.frequency} ${sum.action}`,
              cells: [
                pledgeKind(locale, sum),
                sumText(locale, sum, 'pledged'),
                sumText(locale, sum, 'kept'),
                formatShare(locale, sum.pledged === 0 ? 0 : sum.kept / sum.pledged),
              ],
            }))}
          />
          <CsvLink locale={locale} campaign={campaign} table="pledges" of={t.title} />
        </>
      )}
    </section>
  );
}
