import { type Locale, messages } from '../locales/index.ts';
import type { Leader } from '../teams/queries.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { PeopleTabs } from '../ui/people-tabs.tsx';
import type { LedShift } from './leader-queries.ts';

type ShiftLeadersPageProps = {
  locale: Locale;
  organizer: { name: string; email: string; mayOpen(path: string): boolean };
  shifts: LedShift[];
  leaders: Leader[];
  saved: boolean;
};

/** Who leads which shift. */
export function ShiftLeadersPage({ locale, organizer, shifts, leaders, saved }: ShiftLeadersPageProps) {
  const t = messages(locale).people.shifts;
  const columns = [
    { label: t.shift, wraps: true },
    { label: t.when, keeps: true },
    { label: t.campaign, wraps: true, minor: true },
    { label: t.booked, keeps: true },
    { label: t.leader },
    { label: messages(locale).shifts.admin.open },
  ];
  const rows = shifts.map((shift) => {
    const title = inLocale(shift.texts, locale)?.title ?? shift.key;
    return {
      key: shift.id,
      cells: [
        title,
        formatMoment(locale, shift.startsAt, shift.timezone),
        inLocale(shift.campaign, locale)?.title ?? shift.slug,
        t.of(formatNumber(locale, shift.booked), formatNumber(locale, shift.seats)),
        <LeaderForm key="leader" locale={locale} shift={shift} title={title} leaders={leaders} />,
        <a key="open" href={`/admin/shifts/${shift.id}`} aria-label={messages(locale).shifts.admin.openNamed(title)}>
          {messages(locale).shifts.admin.open}
        </a>,
      ],
    };
  });
  return (
    <AdminPage
      locale={locale}
      path="/admin/shifts"
      organizer={organizer}
      place="people"
      title={t.title}
      stylesheets={['/css/people.css']}
    >
      <h1>{t.title}</h1>
      <PeopleTabs locale={locale} current="shifts" mayOpen={organizer.mayOpen} />
      {saved && <p role="status">{t.saved}</p>}
      <p class="note">{t.text}</p>
      {shifts.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      )}
    </AdminPage>
  );
}

type LeaderFormProps = { locale: Locale; shift: LedShift; title: string; leaders: Leader[] };

function LeaderForm({ locale, shift, title, leaders }: LeaderFormProps) {
  const t = messages(locale).people;
  return (
    <form class="inline-choice" method="post" action={`/admin/shifts/${shift.id}/leader`}>
      <select name="leader" aria-label={t.shifts.leaderOf(title)}>
        <option value="">{t.teams.noLeader}</option>
        {leaders.map(({ id, name }) => (
          <option key={id} value={id} selected={id === shift.leaderId}>
            {name}
          </option>
        ))}
      </select>
      <button class="button button-quiet" type="submit">
        {t.shifts.save}
      </button>
    </form>
  );
}

function inLocale<Texts>(texts: Partial<Record<Locale, Texts>>, locale: Locale): Texts | undefined {
  return texts[locale] ?? Object.values(texts)[0];
}
