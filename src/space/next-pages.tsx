import { needsConfirmation } from '../consents/needs-confirmation.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { MailIcon } from '../ui/icons.tsx';
import { type Outcome, OutcomeBanner } from '../ui/outcome.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { PledgeCard, type PledgeView } from '../ui/pledge-card.tsx';
import { shareStylesheet } from '../ui/share-box.tsx';
import { BookedShift, type BookingView, type ShiftView } from '../ui/shift-card.tsx';
import { type AskProps, askStyles, NextAskSection, shiftWords } from './ask-sections.tsx';

type NextAskPageProps = Omit<AskProps, 'pledgeAction' | 'shiftWords'> & {
  baseUrl: string;
  /** Whether someone comes straight from the form. */
  thanks: boolean;
  consented: boolean;
  pledge?: PledgeView | undefined;
  booked: ShiftView[];
  notice?: Outcome | undefined;
};

/**
 * What comes right after the form: thanks, and the next thing to do in the world, one at a time. Never a dead end.
 * `path` is `/fr/slug/next/TOKEN`.
 */
export function NextAskPage(props: NextAskPageProps) {
  const { campaign, baseUrl, path, thanks, consented, pledge, shifts, booked, notice } = props;
  const { locale, settings, text } = campaign;
  const { forms, pages: t } = messages(locale);
  const confirms = needsConfirmation(settings);
  const title = thanks ? t.next.thanks : t.next.title;
  const open = shifts.filter((shift) => !booked.some(({ id }) => id === shift.id));
  const words = booked.length > 0 ? { title: t.next.moreShifts } : shiftWords(locale, open);
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={path}
      title={title}
      campaign={campaign}
      stylesheets={[askStyles, shareStylesheet]}
    >
      <Band title={title} lead={thanks ? text.thanks : undefined} picture={settings.picture} />
      <div class="column">
        <OutcomeBanner outcome={notice} locale={locale} />
        {thanks && (
          <section class="mail-note" aria-labelledby="mail-title">
            <MailIcon />
            <div>
              <h2 id="mail-title">{t.next.mailTitle}</h2>
              <p>{consented ? (confirms ? t.next.mailConsented : forms.mailComing) : t.next.mailOnly}</p>
            </div>
          </section>
        )}
        {pledge && (
          <section id="pledge" aria-labelledby="pledge-title">
            <h2 id="pledge-title">{pledge.kind === 'money' ? t.pledge.moneyTitle : t.pledge.otherTitle}</h2>
            <PledgeCard pledge={pledge} locale={locale} action={`${path}/pledge-report`} />
          </section>
        )}
        {booked.length > 0 && (
          <section aria-labelledby="booked-title">
            <h2 id="booked-title">{t.next.bookedTitle}</h2>
            <div class="tickets">
              {booked.map((shift) => (
                <BookedShift key={shift.id} booking={justBooked(shift)} locale={locale} />
              ))}
            </div>
          </section>
        )}
        <NextAskSection {...props} shifts={open} pledgeAction={`${path}/pledge`} shiftWords={words} />
      </div>
    </PersonalPage>
  );
}

function justBooked(shift: ShiftView): BookingView {
  return { id: shift.id, state: 'booked', shift, over: false };
}
