import { csvLine } from '../ui/csv-line.ts';
import { type CampaignFigures, funnelSteps, type Steps } from './figures-form.ts';

/** The tables of a campaign's numbers, each of which can be taken along. */
export const csvTables = ['funnel', 'days', 'sources', 'teams', 'pledges'] as const;
export type CsvTable = (typeof csvTables)[number];

const columns = {
  seen: 'seen',
  signedUp: 'signed_up',
  confirmed: 'confirmed',
  pledged: 'pledged',
  booked: 'booked',
  attended: 'attended',
  reported: 'reported',
} as const satisfies Record<keyof Steps, string>;
const steps = ['seen', 'signedUp', 'confirmed', 'pledged', 'booked', 'attended', 'reported'] as const;
const headers = steps.map((step) => columns[step]);
const counts = (of: Steps) => steps.map((step) => of[step]);

/**
 * One of the tables as a CSV file, its headers in English as every export's are: `teamNames` by id, money in minor units of
 * its currency, hours and times of an action in columns of their own. Of the sources, all that come after the most are one line at the end, with no name.
 */
export function figuresCsv(figures: CampaignFigures, table: CsvTable, teamNames: Map<string, string>): string {
  const lines = {
    funnel: () => [['step', 'count'], ...funnelSteps.map((step) => [columns[step], figures.total[step]])],
    days: () => [['day', ...headers], ...figures.days.map((day) => [day.day, ...counts(day)])],
    sources: () => [
      ['via', 'source', ...headers],
      ...figures.sources.map((row) => [row.via, row.source, ...counts(row)]),
      ...(figures.rest.sources > 0 ? [['others', '', ...counts(figures.rest)]] : []),
    ],
    teams: () => [
      ['team', ...headers],
      ...figures.teams.map((row) => [teamNames.get(row.teamId ?? '') ?? '', ...counts(row)]),
    ],
    pledges: () => [
      ['kind', 'currency', 'frequency', 'action', 'pledged_minor', 'kept_minor', 'pledged_count', 'kept_count'],
      ...figures.pledges.map(({ kind, currency, frequency, action, pledged, kept }) => [
        ...[kind, currency, frequency, action],
        ...(kind === 'money' ? [pledged, kept, null, null] : [null, null, pledged, kept]),
      ]),
    ],
  } satisfies Record<CsvTable, () => (string | number | null)[][]>;
  return lines[table]().map(csvLine).join('');
}
