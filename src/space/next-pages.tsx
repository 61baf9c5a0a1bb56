import type { CampaignView } from '../campaigns/view.ts';
import { needsConfirmation } from '../consents/needs-confirmation.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { MailIcon } from '../ui/icons.tsx';
import { type Outcome, OutcomeBanner } from '../ui/outcome.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { PledgeCard, type PledgeView } from '../ui/pledge-card.tsx';
import { ShareBox } from '../ui/share-box.tsx';
import { BookedShift, type BookingView, OpenShift, type ShiftView } from '../ui/shift-card.tsx';

type NextAskPageProps = {
  campaign: CampaignView;
  baseUrl: string;
  /** `/fr/slug/next/TOKEN` */
  nextPath: string;
  /** Whether someone comes straight from the form. */
  thanks: boolean;
  consented: boolean;
  pledge?: PledgeView | undefined;
  shifts: ShiftView[];
  booked: ShiftView[];
  notice?: Outcome | undefined;
};

/** What comes right after the form: thanks, and the next thing to do in the world. Never a dead end. */
export function NextAskPage(props: NextAskPageProps) {
  const { campaign, baseUrl, nextPath, thanks, consented, pledge, shifts, booked, notice } = props;
  const { locale, settings, text } = campaign;
  const { forms, pages: t } = messages(locale);
  const confirms = needsConfirmation(settings);
  const title = thanks ? t.next.thanks : t.next.title;
  const places = <Places campaign={campaign} nextPath={nextPath} shifts={shifts} booked={booked} />;
  const share = (
    <ShareBox locale={locale} url={`${baseUrl}/${locale}/${campaign.slug}`} text={text.share} title={text.title} />
  );
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={nextPath} title={title} campaign={campaign}>
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
            <PledgeCard pledge={pledge} locale={locale} action={`${nextPath}/pledge-report`} />
          </section>
        )}
        {settings.nextStep === 'share' ? [share, places] : [places, share]}
      </div>
    </PersonalPage>
  );
}

type PlacesProps = { campaign: CampaignView; nextPath: string; shifts: ShiftView[]; booked: ShiftView[] };

function Places({ campaign, nextPath, shifts, booked }: PlacesProps) {
  const { locale } = campaign;
  const t = messages(locale).pages.next;
  const open = shifts.filter((shift) => !booked.some(({ id }) => id === shift.id));
  return (
    <>
      {booked.length > 0 && (
        <section aria-labelledby="booked-title">
          <h2 id="booked-title">{t.bookedTitle}</h2>
          <div class="tickets">
            {booked.map((shift) => (
              <BookedShift key={shift.id} booking={justBooked(shift)} locale={locale} />
            ))}
          </div>
        </section>
      )}
      {open.length > 0 && (
        <section id="shifts" aria-labelledby="shifts-title">
          <h2 id="shifts-title">{booked.length > 0 ? t.moreShifts : t.shiftTitle}</h2>
          {booked.length === 0 && <p>{t.shiftText}</p>}
          <div class="tickets">
            {open.map((shift) => (
              <OpenShift key={shift.id} shift={shift} locale={locale} action={`${nextPath}/bookings`} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function justBooked(shift: ShiftView): BookingView {
  return { id: shift.id, state: 'booked', shift, over: false };
}
