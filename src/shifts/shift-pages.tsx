import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { shiftTime } from '../mail/shift-time.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import { PeopleTabs } from '../ui/people-tabs.tsx';
import type { OwnShift, Seated } from './door-queries.ts';
import { shiftView } from './view.ts';

type ShiftPageProps = {
  locale: Locale;
  organizer: SignedInOrganizer;
  own: OwnShift;
  people: Seated[];
  waiting: number;
  now: Date;
};

/** One shift: who comes, who confirmed, who waits, and what its leader can do about it. */
export function ShiftPage({ locale, organizer, own, people, waiting, now }: ShiftPageProps) {
  const { shift, campaign } = own;
  const t = messages(locale).shifts.admin;
  const view = shiftView(shift, locale);
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const path = `/admin/shifts/${shift.id}`;
  const isAhead = shift.startsAt > now;
  const needed = shift.minimum ?? Math.ceil(shift.seats / 2);
  const confirmed = people.filter(({ confirmedAt }) => confirmedAt !== null).length;
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="people"
      title={view.title}
      stylesheets={['/css/people.css']}
    >
      <h1>{view.title}</h1>
      {organizer.mayOpen('/admin/shifts') && (
        <PeopleTabs locale={locale} current="shifts" mayOpen={organizer.mayOpen} />
      )}
      <p>
        <time datetime={shift.startsAt.toISOString()}>{time.date}</time>,{' '}
        {messages(locale).pages.shift.zone(time.hours, time.zone)}
        <br />
        {view.place}
      </p>
      {shift.cancelledAt ? (
        <p role="status">{t.isCalledOff}</p>
      ) : (
        <p>
          {t.seats(formatNumber(locale, shift.booked), formatNumber(locale, shift.seats))}
          {confirmed > 0 && `, ${t.confirmed(confirmed)}`}. {waiting > 0 && t.waiting(waiting)}{' '}
          {shift.held > 0 && t.held(shift.held)}
        </p>
      )}
      {isAhead && !shift.cancelledAt && shift.booked < needed && <p class="note">{t.lacks(needed)}</p>}
      <p class="acts">
        {!shift.cancelledAt && (
          <a class="button" href={`${path}/check-in`}>
            {t.door}
          </a>
        )}
        {isAhead && !shift.cancelledAt && (
          <a class="button button-quiet" href={`/${locale}/${campaign.slug}`}>
            {t.share}
          </a>
        )}
        {isAhead && !shift.cancelledAt && organizer.mayOpen('/admin/shifts') && (
          <a class="button button-quiet" href={`${path}/call-off`}>
            {t.callOff}
          </a>
        )}
      </p>
      <h2>{t.people}</h2>
      {people.length === 0 ? <p class="empty">{t.empty}</p> : <People locale={locale} people={people} />}
    </AdminPage>
  );
}

function People({ locale, people }: Pick<ShiftPageProps, 'locale' | 'people'>) {
  const t = messages(locale).shifts.admin;
  const rows = people.map(({ id, contactId, firstName, lastName, state, confirmedAt }) => ({
    key: id,
    cells: [
      <a key="name" href={`/admin/contacts/${contactId}`}>
        {`${firstName} ${lastName}`.trim() || t.noName}
      </a>,
      state === 'booked' && confirmedAt ? t.states.confirmed : t.states[state],
    ],
  }));
  const columns = [
    { label: t.person, wraps: true },
    { label: t.state, keeps: true },
  ];
  return <AdminTable caption={t.people} columns={columns} rows={rows} />;
}

type CallOffPageProps = Pick<ShiftPageProps, 'locale' | 'organizer' | 'own'>;

/** Asks once before a shift is called off: everyone who booked is told at once. */
export function CallOffPage({ locale, organizer, own }: CallOffPageProps) {
  const { shift } = own;
  const t = messages(locale).shifts.admin;
  const path = `/admin/shifts/${shift.id}`;
  const view = shiftView(shift, locale);
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return (
    <AdminPage
      locale={locale}
      path={`${path}/call-off`}
      organizer={organizer}
      place="people"
      title={t.callOffTitle}
      stylesheets={['/css/people.css']}
    >
      <h1>{t.callOffTitle}</h1>
      <p>
        {view.title}, {time.day}, {messages(locale).pages.shift.zone(time.hours, time.zone)}
      </p>
      <p>{t.callOffText(shift.booked)}</p>
      <form class="acts" method="post" action={`${path}/call-off`}>
        <button class="button" type="submit">
          {t.callOffYes}
        </button>
        <a class="button button-quiet" href={path}>
          {t.callOffNo}
        </a>
      </form>
    </AdminPage>
  );
}
