import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import type { FormState } from '../ui/form-state.ts';
import { type Outcome, OutcomeBanner } from '../ui/outcome.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { PledgeCard, type PledgeView } from '../ui/pledge-card.tsx';
import { ShareBox, shareStylesheet } from '../ui/share-box.tsx';
import { BookedShift, type BookingView, OpenShift, type ShiftView } from '../ui/shift-card.tsx';
import { WaitedShift, type WaitView } from '../ui/wait-card.tsx';
import { askStyles, NextAskSection, shiftWords } from './ask-sections.tsx';
import type { Asking } from './choose-ask.ts';
import { DoneList, type DoneView } from './done-pages.tsx';
import type { OwnTeam } from './team-queries.ts';

type SpacePageProps = {
  locale: Locale;
  baseUrl: string;
  /** The campaign that gives the page its colour: the one signed up for last. */
  campaign: CampaignView;
  contact: { firstName: string; email: string };
  /** `/s/TOKEN` */
  spacePath: string;
  bookings: BookingView[];
  /** Where they wait for a seat. */
  waits?: WaitView[];
  /** Those that can still be booked. */
  shifts: ShiftView[];
  pledges: PledgeView[];
  shareUrl: string;
  /** What comes next for this contact; undefined once the campaign is over. */
  asking?: Asking | undefined;
  /** The pledge as it came back, with what is wrong with it. */
  form?: FormState | undefined;
  /** Whether the link to share is the plain one, and a personal one may be had. */
  mayAskForLink?: boolean;
  /** How many people came through the contact's link. */
  recruits: number;
  notice?: Outcome | undefined;
  /** What they told of having done. */
  done?: DoneView[];
  team?: OwnTeam | undefined;
  /** The form again, one's preferences, where one's data is given out or erased, where one leaves; each drawn where given. */
  paths?:
    | {
        again?: string | undefined;
        preferences?: string | undefined;
        leave?: string | undefined;
        data?: string | undefined;
        erase?: string | undefined;
      }
    | undefined;
};

/** A contact's own space: what was taken on, what can be taken on, what was promised, whom to tell. */
export function SpacePage(props: SpacePageProps) {
  const { locale, baseUrl, campaign, contact, spacePath, asking, pledges, shareUrl, notice, paths = {} } = props;
  const { pages: t, asks } = messages(locale);
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={spacePath}
      title={t.space.label}
      campaign={campaign}
      stylesheets={[askStyles, shareStylesheet]}
    >
      <Band title={t.space.title(contact.firstName)} lead={t.space.lead(contact.email)} above={t.space.label} />
      <div class="column">
        <OutcomeBanner outcome={notice} locale={locale} />
        <Waits {...props} />
        <OwnShifts {...props} />
        {asking && (
          <p>
            <a class="button" href={`${spacePath}/now`}>
              {messages(locale).now.title}
            </a>
          </p>
        )}
        {asking && <NextAsk {...props} asking={asking} />}
        <OpenShifts {...props} />
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
        <DoneList done={props.done ?? []} locale={locale} />
        {asking?.ask !== 'share' && (
          <ShareBox locale={locale} url={shareUrl} text={campaign.text.share} title={campaign.text.title} />
        )}
        {props.mayAskForLink && (
          <form method="post" action={`${spacePath}/share-link`} data-inplace="">
            <button class="button button-quiet" type="submit">
              {asks.ownLink}
            </button>
          </form>
        )}
        {props.recruits > 0 && (
          <p class="recruits">
            <strong>{asks.recruits(props.recruits)}</strong> {asks.recruitsNote}
          </p>
        )}
        {props.team && <Team team={props.team} locale={locale} />}
        <OwnData locale={locale} paths={paths} />
      </div>
    </PersonalPage>
  );
}

/** The best thing to do next, by everything that the contact has done. */
function NextAsk(props: SpacePageProps & { asking: Asking }) {
  const { locale, campaign, spacePath } = props;
  return (
    <NextAskSection
      campaign={campaign}
      path={spacePath}
      pledgeAction={`${spacePath}/pledge`}
      asking={props.asking}
      shifts={openShifts(props)}
      shareUrl={props.shareUrl}
      form={props.form}
      shiftWords={shiftWords(locale, openShifts(props))}
      own
    />
  );
}

function Waits({ locale, spacePath, waits = [] }: SpacePageProps) {
  if (waits.length === 0) return null;
  return (
    <section aria-labelledby="waits-title">
      <h2 id="waits-title">{messages(locale).shifts.wait.mine}</h2>
      <div class="tickets">
        {waits.map((wait) => (
          <WaitedShift key={wait.id} wait={wait} locale={locale} spacePath={spacePath} />
        ))}
      </div>
    </section>
  );
}

function openShifts({
  bookings,
  waits = [],
  shifts,
}: Pick<SpacePageProps, 'bookings' | 'waits' | 'shifts'>): ShiftView[] {
  const seats = bookings.filter(({ state }) => state !== 'cancelled');
  const taken = [...seats, ...waits].map(({ shift }) => shift.id);
  return shifts.filter((shift) => !taken.includes(shift.id));
}

/** What is booked stands before everything that can be done: the next seat comes first. */
function OwnShifts({ locale, spacePath, bookings }: SpacePageProps) {
  if (bookings.length === 0) return null;
  return (
    <section aria-labelledby="mine-title">
      <h2 id="mine-title">{messages(locale).pages.space.myShifts}</h2>
      <div class="tickets">
        {bookings
          .toSorted((one, other) => Number(isPast(one)) - Number(isPast(other)))
          .map((booking) => (
            <BookedShift key={booking.id} booking={booking} locale={locale} spacePath={spacePath} />
          ))}
      </div>
    </section>
  );
}

/** Whether nothing is left to do with it. */
function isPast({ state }: BookingView): boolean {
  return state !== 'booked';
}

function OpenShifts({ locale, spacePath, bookings, waits = [], shifts, asking }: SpacePageProps) {
  // Asked for already, above.
  if (asking?.ask === 'shift') return null;
  const t = messages(locale).pages.space;
  const open = openShifts({ bookings, waits, shifts });
  if (open.length === 0) return bookings.length === 0 ? <p>{t.noShiftsAtAll}</p> : null;
  return (
    <section id="shifts" aria-labelledby="shifts-title">
      <h2 id="shifts-title">{t.openShifts}</h2>
      {bookings.length === 0 && <p>{t.noShifts}</p>}
      <div class="tickets">
        {open.map((shift) => (
          <OpenShift
            key={shift.id}
            shift={shift}
            locale={locale}
            action={`${spacePath}/bookings`}
            waitAction={`${spacePath}/waits`}
          />
        ))}
      </div>
    </section>
  );
}

function Team({ team, locale }: { team: OwnTeam; locale: Locale }) {
  const t = messages(locale).now;
  return (
    <section aria-labelledby="team-title">
      <h2 id="team-title">{t.team}</h2>
      <p>
        <strong>{team.name}</strong>
        <br />
        {team.leader ? t.ledBy(team.leader) : team.address === null ? t.noLeader : ''}
        {team.address !== null && (
          <>
            {' '}
            <a href={`mailto:${team.address}`}>{t.writeTo(team.address)}</a>
          </>
        )}
      </p>
    </section>
  );
}

function OwnData({ locale, paths }: { locale: Locale; paths: NonNullable<SpacePageProps['paths']> }) {
  const { forms, pages } = messages(locale);
  const t = { ...pages.space, ...forms.space };
  const links = (['preferences', 'again', 'data', 'leave', 'erase'] as const).flatMap((name) => {
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
