import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import type { FormState } from '../ui/form-state.ts';
import { MailIcon } from '../ui/icons.tsx';
import { PublicPage } from '../ui/layout.tsx';
import { type Outcome, OutcomeBanner } from '../ui/outcome.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { PledgeCard, type PledgeView } from '../ui/pledge-card.tsx';
import { type Progress, ProgressRidge } from '../ui/progress.tsx';
import { Sender } from '../ui/sender.tsx';
import { ShareBox } from '../ui/share-box.tsx';
import { BookedShift, type BookingView, OpenShift, Seats, ShiftCard, type ShiftView } from '../ui/shift-card.tsx';
import { SignupForm } from './signup-form.tsx';

type LandingPageProps = {
  campaign: CampaignView;
  baseUrl: string;
  progress: Progress;
  form: FormState;
  shifts: ShiftView[];
};

/** A campaign's page: a poster with one ask, the form in sight, then the story and who is behind it. */
export function LandingPage({ campaign, baseUrl, progress, form, shifts }: LandingPageProps) {
  const { locale, locales, slug, settings, text } = campaign;
  const wrong = Object.keys(form.errors).length > 0 || form.notice !== undefined;
  const t = messages(locale).pages.landing;
  return (
    <PublicPage
      locale={locale}
      locales={locales}
      baseUrl={baseUrl}
      path={`/${slug}`}
      title={wrong ? `⚠ ${text.title}` : text.title}
      description={text.ask}
      colour={settings.colour}
      card={`/${locale}/${slug}/card.png`}
      composition="poster"
      brand={{ name: text.title, href: `/${locale}/${slug}` }}
    >
      <div class="poster">
        <div class={`poster-words ${headlineSize(text.headline)}`}>
          <h1 tabindex={-1}>{text.headline}</h1>
          <p class="poster-ask">{text.ask}</p>
        </div>
        <img class="poster-picture" src={`/pictures/${settings.picture}`} alt={text.pictureAlt} fetchpriority="high" />
      </div>
      <div class="panel">
        <section class="sheet" aria-label={t.form}>
          <ProgressRidge progress={progress} currency={settings.currency} locale={locale} />
          <SignupForm campaign={campaign} form={form} />
        </section>
        <Story campaign={campaign} shifts={shifts} />
      </div>
    </PublicPage>
  );
}

/** A short headline is set larger: it is the poster. */
function headlineSize(headline: string): string {
  return headline.length <= 26 ? 'headline-short' : headline.length <= 60 ? 'headline' : 'headline-long';
}

function Story({ campaign, shifts }: { campaign: CampaignView; shifts: ShiftView[] }) {
  const { locale, settings, text } = campaign;
  const t = messages(locale).pages.landing;
  return (
    <div class="story">
      {text.story.length > 0 && (
        <section aria-labelledby="story-title">
          <h2 id="story-title">{t.story}</h2>
          {text.story.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      )}
      {shifts.length > 0 && (
        <section aria-labelledby="soon-title">
          <h2 id="soon-title">{t.shifts}</h2>
          <p>{t.shiftsNote}</p>
          <div class="tickets">
            {shifts.map((shift) => (
              <ShiftCard key={shift.id} shift={shift} locale={locale}>
                <p class="ticket-act">
                  <Seats shift={shift} locale={locale} />
                </p>
              </ShiftCard>
            ))}
          </div>
        </section>
      )}
      <Sender sender={settings.sender} legal={text.legal} locale={locale} />
      <p>
        <a href="#signup">{t.toForm}</a>
      </p>
    </div>
  );
}

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
  const t = messages(locale).pages;
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
              <p>{consented ? t.next.mailConsented : t.next.mailOnly}</p>
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
