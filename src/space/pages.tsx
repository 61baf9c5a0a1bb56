import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { type Outcome, OutcomeBanner } from '../ui/outcome.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { PledgeCard, type PledgeView } from '../ui/pledge-card.tsx';
import { ShareBox } from '../ui/share-box.tsx';
import { BookedShift, type BookingView, OpenShift, type ShiftView } from '../ui/shift-card.tsx';

type ConfirmPageProps = {
  locale: Locale;
  baseUrl: string;
  /** `/c/TOKEN` */
  confirmPath: string;
  campaign?: CampaignView | undefined;
  /** The sentences that the form agreed to and that the button confirms. */
  consents?: string[];
};

/** Where the confirmation mail leads: one button, because mail scanners open every link. */
export function ConfirmPage({ locale, baseUrl, confirmPath, campaign, consents = [] }: ConfirmPageProps) {
  const t = messages(locale).pages.confirm;
  const { own } = messages(locale).consents;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={confirmPath} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.text} picture={campaign?.settings.picture}>
        <form method="post" action={confirmPath} data-inplace="">
          {consents.length > 0 && (
            <>
              <p>{own.confirming}</p>
              <ul>
                {consents.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
          <button class="button button-large button-on-band" type="submit">
            <CheckIcon />
            {t.action}
          </button>
        </form>
      </Band>
      <div class="column">
        {consents.length > 0 && <p>{own.notMine}</p>}
        <p>{t.other}</p>
      </div>
    </PersonalPage>
  );
}

type SpacePageProps = {
  locale: Locale;
  baseUrl: string;
  /** The campaign that gives the page its colour: the one signed up for last. */
  campaign: CampaignView;
  contact: { firstName: string; email: string };
  /** `/s/TOKEN` */
  spacePath: string;
  bookings: BookingView[];
  /** Those that can still be booked. */
  shifts: ShiftView[];
  pledges: PledgeView[];
  shareUrl: string;
  notice?: Outcome | undefined;
  /** The form again, one's consents, where one's data is given out or erased, where one leaves; each drawn where given. */
  paths?:
    | {
        again?: string | undefined;
        consents?: string | undefined;
        leave?: string | undefined;
        data?: string | undefined;
        erase?: string | undefined;
      }
    | undefined;
};

/** A contact's own space: what was taken on, what can be taken on, what was promised, whom to tell. */
export function SpacePage(props: SpacePageProps) {
  const { locale, baseUrl, campaign, contact, spacePath, pledges, shareUrl, notice, paths = {} } = props;
  const t = messages(locale).pages;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={spacePath} title={t.space.label} campaign={campaign}>
      <Band title={t.space.title(contact.firstName)} lead={t.space.lead(contact.email)} above={t.space.label} />
      <div class="column">
        <OutcomeBanner outcome={notice} locale={locale} />
        <Shifts {...props} />
        {pledges.length > 0 && (
          <section id="pledge" aria-labelledby="pledge-title">
            <h2 id="pledge-title">{t.space.myPledges}</h2>
            {pledges.map((pledge) => (
              <PledgeCard
                key={pledge.id}
                pledge={pledge}
                locale={locale}
                action={`${spacePath}/pledges/${pledge.id}/report`}
              />
            ))}
          </section>
        )}
        <ShareBox locale={locale} url={shareUrl} text={campaign.text.share} title={campaign.text.title} />
        <OwnData locale={locale} paths={paths} />
      </div>
    </PersonalPage>
  );
}

function Shifts({ locale, spacePath, bookings, shifts }: SpacePageProps) {
  const t = messages(locale).pages.space;
  const taken = bookings.filter(({ state }) => state !== 'cancelled').map(({ shift }) => shift.id);
  const open = shifts.filter((shift) => !taken.includes(shift.id));
  return (
    <>
      <section aria-labelledby="mine-title">
        <h2 id="mine-title">{t.myShifts}</h2>
        {bookings.length === 0 && <p>{open.length > 0 ? t.noShifts : t.noShiftsAtAll}</p>}
        <div class="tickets">
          {bookings.map((booking) => (
            <BookedShift key={booking.id} booking={booking} locale={locale} spacePath={spacePath} />
          ))}
        </div>
      </section>
      {open.length > 0 && (
        <section id="shifts" aria-labelledby="shifts-title">
          <h2 id="shifts-title">{t.openShifts}</h2>
          <div class="tickets">
            {open.map((shift) => (
              <OpenShift key={shift.id} shift={shift} locale={locale} action={`${spacePath}/bookings`} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function OwnData({ locale, paths }: { locale: Locale; paths: NonNullable<SpacePageProps['paths']> }) {
  const { forms, pages } = messages(locale);
  const t = { ...pages.space, ...forms.space };
  const links = (['again', 'consents', 'leave', 'data', 'erase'] as const).flatMap((name) => {
    const href = paths[name];
    return href === undefined ? [] : [{ name, href }];
  });
  if (links.length === 0) return null;
  return (
    <section id="data" aria-labelledby="data-title">
      <h2 id="data-title">{t.settings}</h2>
      <ul>
        {links.map(({ name, href }) => (
          <li key={name}>
            <a href={href}>{t[name]}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
