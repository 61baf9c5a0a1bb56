import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { shiftTime } from '../mail/shift-time.ts';
import type { Seated } from '../shifts/door-queries.ts';
import type { Shift } from '../shifts/queries.ts';
import { shiftView } from '../shifts/view.ts';
import { AdminPage } from '../ui/admin-layout.tsx';

type DoorPageProps = {
  locale: Locale;
  organizer: SignedInOrganizer;
  shift: Shift;
  /** `code` is what they can say instead of their name; `tapId` the id of the next tap on them. */
  people: (Seated & { code: string; tapId: string })[];
};

/** A device forgets the names so long after the shift, in milliseconds. */
const forgetAfter = 12 * 3_600_000;

/**
 * The door of one shift on a phone: who is expected, one tap each, undone by another. It works without JavaScript; with
 * it, also without a network, and it reads the codes that people show.
 */
export function DoorPage({ locale, organizer, shift, people }: DoorPageProps) {
  const t = messages(locale).door;
  const view = shiftView(shift, locale);
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const path = `/admin/shifts/${shift.id}/check-in`;
  const here = people.filter(({ state }) => state === 'attended').length;
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      title={t.title(view.title)}
      stylesheets={['/door/door.css']}
      scripts={['/door/queue.js', '/door/door.js']}
    >
      <div
        class="door"
        data-door={path}
        data-until={new Date(shift.endsAt.getTime() + forgetAfter).toISOString()}
        data-words={JSON.stringify(t.live)}
      >
        <h1>{t.title(view.title)}</h1>
        <p>
          {time.date}, {messages(locale).pages.shift.zone(time.hours, time.zone)}, {view.place}
        </p>
        <p class="door-count">
          <strong data-here="">{here}</strong> {t.of(people.length)}
        </p>
        <p class="note" role="status" data-line="" hidden />
        {people.length === 0 ? (
          <p class="empty">{t.empty}</p>
        ) : (
          <>
            <div class="door-tools" data-tools="" hidden>
              <label>
                <span>{t.search}</span>
                <input type="search" data-search="" autocomplete="off" autocapitalize="characters" spellcheck={false} />
              </label>
              <button class="button button-quiet" type="button" data-scan="" hidden>
                {t.scan}
              </button>
            </div>
            <video class="door-camera" data-camera="" muted playsinline hidden aria-label={t.camera} />
            <ul class="door-people">
              {people.map((person) => (
                <Person key={person.id} locale={locale} path={path} person={person} />
              ))}
            </ul>
            <p class="empty" data-nobody="" hidden>
              {t.nobody}
            </p>
          </>
        )}
        <p>
          <a href={`/admin/shifts/${shift.id}`}>{t.back}</a>
        </p>
      </div>
    </AdminPage>
  );
}

type PersonProps = { locale: Locale; path: string; person: DoorPageProps['people'][number] };

function Person({ locale, path, person }: PersonProps) {
  const t = messages(locale).door;
  const name = `${person.firstName} ${person.lastName}`.trim() || messages(locale).shifts.admin.noName;
  const isHere = person.state === 'attended';
  return (
    <li>
      <form method="post" action={path} data-person={person.id} data-code={person.code} data-name={name}>
        <input type="hidden" name="tap" value={person.tapId} />
        <input type="hidden" name="booking" value={person.id} />
        <button type="submit" name="act" value={isHere ? 'out' : 'in'} aria-pressed={isHere ? 'true' : 'false'}>
          <span class="door-name">{name}</span>
          <span class="door-code-small">{person.code}</span>
          <span class="door-state" data-state="">
            {isHere ? t.live.here : t.live.tap}
          </span>
        </button>
      </form>
    </li>
  );
}
