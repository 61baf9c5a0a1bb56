import { raw } from 'hono/html';
import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { momentInWords } from '../mail/shift-time.ts';
import { Band } from '../ui/band.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { type BookingView, ShiftCard } from '../ui/shift-card.tsx';
import type { WaitView } from '../ui/wait-card.tsx';

type BookingPageProps = {
  locale: Locale;
  baseUrl: string;
  campaign: CampaignView;
  booking: BookingView;
  /** `/s/TOKEN` */
  spacePath: string;
};

/** Asks once before a seat is given up. */
export function CancelPage({ locale, baseUrl, campaign, booking, spacePath }: BookingPageProps) {
  const t = messages(locale).pages.cancel;
  const path = `${spacePath}/bookings/${booking.id}/cancel`;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.text} />
      <div class="column">
        <ShiftCard shift={booking.shift} locale={locale} level={2} />
        <form class="acts" method="post" action={path} data-inplace="">
          <button class="button button-large" type="submit">
            {t.action}
          </button>
          <a class="button button-large button-quiet" href={spacePath}>
            {t.keep}
          </a>
        </form>
      </div>
    </PersonalPage>
  );
}

/** "I'm coming": asked on a page of its own, for looking says nothing. */
export function ConfirmPage({ locale, baseUrl, campaign, booking, spacePath }: BookingPageProps) {
  const t = messages(locale).shifts.confirm;
  const ofBooking = `${spacePath}/bookings/${booking.id}`;
  const path = `${ofBooking}/confirm`;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.text} />
      <div class="column">
        <ShiftCard shift={booking.shift} locale={locale} level={2} />
        <form class="acts" method="post" action={path} data-inplace="">
          <button class="button button-large" type="submit">
            {t.action}
          </button>
          <a class="button button-large button-quiet" href={`${ofBooking}/cancel`}>
            {t.cancel}
          </a>
        </form>
      </div>
    </PersonalPage>
  );
}

/** What is shown at the door. `qr` is SVG of our own making. */
export function TicketPage(props: BookingPageProps & { qr: string; code: string }) {
  const { locale, baseUrl, campaign, booking, spacePath, qr, code } = props;
  const t = messages(locale).shifts.ticket;
  const path = `${spacePath}/bookings/${booking.id}/ticket`;
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={path}
      title={t.title}
      campaign={campaign}
      stylesheets={['/css/own-space.css']}
    >
      <Band title={t.title} lead={t.text} />
      <div class="column">
        <figure class="door-code">
          <div class="door-qr" role="img" aria-label={t.alt}>
            {raw(qr)}
          </div>
          <figcaption>
            {t.code} <strong>{code}</strong>
          </figcaption>
        </figure>
        <p class="fine">{t.keep}</p>
        <ShiftCard shift={booking.shift} locale={locale} level={2} />
        <p>
          <a class="button button-quiet" href={spacePath}>
            {messages(locale).pages.report.backToSpace}
          </a>
        </p>
      </div>
    </PersonalPage>
  );
}

type OfferPageProps = Omit<BookingPageProps, 'booking'> & { wait: WaitView };

/** The seat that is kept for whoever waited; or, once it is not any more, the way back onto the list. */
export function OfferPage({ locale, baseUrl, campaign, wait, spacePath }: OfferPageProps) {
  const t = messages(locale).shifts.wait;
  const { heldUntil, shift } = wait;
  const path = `${spacePath}/waits/${wait.id}`;
  const title = heldUntil ? t.offerTitle : t.lateTitle;
  const lead = heldUntil ? t.held(momentInWords(locale, heldUntil, shift.timezone)) : t.late;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={title} campaign={campaign}>
      <Band title={title} lead={lead} />
      <div class="column">
        <ShiftCard shift={shift} locale={locale} level={2} />
        {heldUntil ? (
          <div class="acts">
            <form method="post" action={`${path}/take`} data-inplace="">
              <button class="button button-large" type="submit">
                {t.take}
              </button>
            </form>
            <form method="post" action={`${path}/leave`} data-inplace="">
              <button class="button button-large button-quiet" type="submit">
                {t.pass}
              </button>
            </form>
          </div>
        ) : (
          <form class="acts" method="post" action={`${spacePath}/waits`} data-inplace="">
            <input type="hidden" name="shift" value={shift.id} />
            <button class="button button-large" type="submit">
              {t.join}
            </button>
            <a class="button button-large button-quiet" href={spacePath}>
              {messages(locale).pages.report.backToSpace}
            </a>
          </form>
        )}
      </div>
    </PersonalPage>
  );
}
