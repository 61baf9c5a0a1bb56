import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { ErrorSummary, fieldId, TextField, typedIn } from '../ui/fields.tsx';
import type { FormState } from '../ui/form-state.ts';
import { CheckIcon } from '../ui/icons.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { ShareBox } from '../ui/share-box.tsx';
import { type BookingView, OpenShift, ShiftCard, type ShiftView } from '../ui/shift-card.tsx';

type Answer = 'attended' | 'missed';

type ReportPageProps = {
  locale: Locale;
  baseUrl: string;
  campaign: CampaignView;
  booking: BookingView;
  /** `/s/TOKEN` */
  spacePath: string;
  /** What the link in the mail already says. */
  answer?: Answer | undefined;
  /** What was typed, where the form comes back. */
  form?: FormState | undefined;
};

const untouched: FormState = { values: {}, errors: {}, token: '' };

/** How it went, in two presses: the mail's link, then this page's button. All the rest may be left empty. */
export function ReportPage(props: ReportPageProps) {
  const { locale, baseUrl, campaign, booking, spacePath, answer, form = untouched } = props;
  const t = messages(locale).pages;
  const path = `${spacePath}/bookings/${booking.id}/report`;
  const count = countField(booking);
  const labels = [...(count ? [['count', t.fields[count]] as [string, string]] : [])];
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={t.report.title} campaign={campaign}>
      <Band title={t.report.title} lead={answer === undefined ? t.report.text : t.report.preset[answer]} />
      <div class="column">
        <form class="report" method="post" action={path} novalidate data-inplace="" data-draft="">
          <ErrorSummary
            form={form}
            locale={locale}
            labels={[['answer', t.fields.answer], ...labels, ['note', t.fields.note]]}
          />
          <div id={fieldId('answer')} tabindex={-1}>
            <Answers locale={locale} answer={answer} />
          </div>
          <ShiftCard shift={booking.shift} locale={locale} level={2} />
          <h2>{t.report.more}</h2>
          {count && <TextField form={form} locale={locale} name="count" label={t.fields[count]} inputmode="numeric" />}
          <TextField form={form} locale={locale} name="note" label={t.fields.note} hint={t.hints.note} lines={4} />
          <NeedsHelp locale={locale} form={form} />
          <Answers locale={locale} answer={answer} />
        </form>
      </div>
    </PersonalPage>
  );
}

/** The likelier answer first: it is what the Enter key sends too. */
function Answers({ locale, answer }: { locale: Locale; answer: Answer | undefined }) {
  const t = messages(locale).pages.report;
  const order: Answer[] = answer === 'missed' ? ['missed', 'attended'] : ['attended', 'missed'];
  return (
    <div class="acts">
      {order.map((value, index) => (
        <button
          key={value}
          class={index === 0 ? 'button button-large' : 'button button-large button-quiet'}
          type="submit"
          name="answer"
          value={value}
        >
          {value === 'attended' && <CheckIcon />}
          {t[value]}
        </button>
      ))}
    </div>
  );
}

function NeedsHelp({ locale, form }: { locale: Locale; form: FormState }) {
  const t = messages(locale).pages;
  return (
    <div class="consent">
      <label class="choice" for={fieldId('needsHelp')}>
        <input
          type="checkbox"
          id={fieldId('needsHelp')}
          name="needsHelp"
          value="yes"
          checked={typedIn(form, 'needsHelp') === 'yes'}
          aria-describedby="hint-needsHelp"
        />
        <span>{t.fields.needsHelp}</span>
      </label>
      <p class="hint" id="hint-needsHelp">
        {t.hints.needsHelp}
      </p>
    </div>
  );
}

/** What is counted on this kind of shift, where anything is. */
function countField(booking: BookingView): 'doorsDone' | 'callsDone' | undefined {
  if (booking.shift.kind === 'canvass') return 'doorsDone';
  return booking.shift.kind === 'phone-bank' ? 'callsDone' : undefined;
}

type ReportThanksPageProps = {
  locale: Locale;
  baseUrl: string;
  campaign: CampaignView;
  spacePath: string;
  answer: Answer;
  needsHelp: boolean;
  /** Of everyone in the shift. */
  total?: { people: number; count: number };
  /** Those that can still be booked. */
  shifts: ShiftView[];
  shareUrl: string;
};

/** Thanks for a report, and the next thing to do. */
export function ReportThanksPage(props: ReportThanksPageProps) {
  const { locale, baseUrl, campaign, spacePath, answer, needsHelp, shifts, shareUrl } = props;
  const t = messages(locale).pages;
  const attended = answer === 'attended';
  const title = attended ? t.report.thanksAttended : t.report.thanksMissed;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={spacePath} title={title} campaign={campaign}>
      <Band
        title={title}
        lead={attended ? t.report.thanksAttendedText : t.report.thanksMissedText}
        picture={campaign.settings.picture}
      />
      <div class="column">
        {needsHelp && <p class="lead">{t.report.helpComing}</p>}
        {attended && props.total && (
          <p class="lead">{messages(locale).now.total(props.total.people, props.total.count)}</p>
        )}
        {shifts.length > 0 && (
          <section id="shifts" aria-labelledby="shifts-title">
            <h2 id="shifts-title">{t.next.moreShifts}</h2>
            <div class="tickets">
              {shifts.map((shift) => (
                <OpenShift key={shift.id} shift={shift} locale={locale} action={`${spacePath}/bookings`} />
              ))}
            </div>
          </section>
        )}
        <ShareBox locale={locale} url={shareUrl} text={campaign.text.share} title={campaign.text.title} />
        <p>
          <a class="button button-quiet" href={spacePath}>
            {t.report.backToSpace}
          </a>
        </p>
      </div>
    </PersonalPage>
  );
}
