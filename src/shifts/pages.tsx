import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { type BookingView, ShiftCard } from '../ui/shift-card.tsx';

type CancelPageProps = {
  locale: Locale;
  baseUrl: string;
  campaign: CampaignView;
  booking: BookingView;
  /** `/s/TOKEN` */
  spacePath: string;
};

/** Asks once before a seat is given up. */
export function CancelPage({ locale, baseUrl, campaign, booking, spacePath }: CancelPageProps) {
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
