import { type Locale, messages } from '../locales/index.ts';
import { momentInWords, shiftTime } from '../mail/shift-time.ts';
import { ClockIcon } from './icons.tsx';
import { ShiftCard, type ShiftView } from './shift-card.tsx';

/** One contact's place on a waiting list. `heldUntil`: a seat is kept for them until then. */
export type WaitView = { id: string; shift: ShiftView; before: number; heldUntil: Date | undefined };

/** A shift that somebody waits for: how long the line is, or the seat that is kept for them. */
export function WaitedShift({ wait, locale, spacePath }: { wait: WaitView; locale: Locale; spacePath: string }) {
  const t = messages(locale).shifts.wait;
  const { shift, before, heldUntil } = wait;
  const { date } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const path = `${spacePath}/waits/${wait.id}`;
  return (
    <ShiftCard shift={shift} locale={locale}>
      {heldUntil === undefined ? (
        <form class="ticket-act" method="post" action={`${path}/leave`} data-inplace="">
          <p class="stamp">
            <ClockIcon />
            {before === 0 ? t.first : t.before(before)}
          </p>
          <button class="button button-quiet" type="submit" aria-label={t.leaveNamed(shift.title, date)}>
            {t.leave}
          </button>
        </form>
      ) : (
        <div class="ticket-act">
          <p class="stamp">
            <ClockIcon />
            {t.held(momentInWords(locale, heldUntil, shift.timezone))}
          </p>
          <a class="button" href={path}>
            {t.see}
          </a>
        </div>
      )}
    </ShiftCard>
  );
}
