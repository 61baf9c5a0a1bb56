import type { QuickTask } from '../campaigns/form.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { TextField } from '../ui/fields.tsx';
import type { FormState } from '../ui/form-state.ts';
import { PersonalPage } from '../ui/personal-page.tsx';
import { ShareBox, shareStylesheet } from '../ui/share-box.tsx';
import { OpenShift, type ShiftView } from '../ui/shift-card.tsx';

type NowPageProps = {
  campaign: CampaignView;
  baseUrl: string;
  /** `/s/TOKEN` */
  spacePath: string;
  shift: ShiftView | undefined;
  task: QuickTask | undefined;
  /** Whether something was asked for: with no shift and no task, that is the link to share. */
  shares: boolean;
  /** The id of the report that may come of it. */
  reportId: string;
  shareUrl: string;
};

/** Half an hour: first the button, then one thing to do, and one tap to tell that it is done. */
export function NowPage(props: NowPageProps) {
  const { campaign, baseUrl, spacePath, shift, task, shares } = props;
  const { locale } = campaign;
  const t = messages(locale).now;
  const path = `${spacePath}/now`;
  const words = task?.texts[locale];
  const title = words?.title ?? (shift ? t.shift : shares ? t.share : t.title);
  const lead = words ? t.minutes(task?.minutes ?? 0) : shift || shares ? t.lead : t.text;
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={path}
      title={title}
      campaign={campaign}
      stylesheets={[shareStylesheet]}
    >
      <Band title={title} lead={lead} above={title === t.title ? messages(locale).pages.space.label : t.title} />
      <div class="column">
        {shift && (
          <OpenShift
            shift={shift}
            locale={locale}
            action={`${spacePath}/bookings`}
            waitAction={`${spacePath}/waits`}
            level={2}
          />
        )}
        {words && (
          <section>
            <p class="lead">{words.text}</p>
            {task?.url !== undefined && (
              <p class="acts">
                <a class="button button-large" href={task.url} rel="noopener noreferrer">
                  {words.action === '' ? t.open : words.action}
                </a>
              </p>
            )}
          </section>
        )}
        {(task?.kind === 'share' || (shares && !task && !shift)) && (
          <ShareBox locale={locale} url={props.shareUrl} text={campaign.text.share} title={campaign.text.title} />
        )}
        {(task || (shares && !shift)) && <Done {...props} />}
        <form class="acts" method="post" action={path} data-inplace="">
          <input type="hidden" name="after" value={shownOf(props)} />
          <button class={task || shares || shift ? 'button button-quiet' : 'button button-large'} type="submit">
            {task || shares || shift ? t.again : t.button}
          </button>
          <a href={spacePath}>{messages(locale).pages.report.backToSpace}</a>
        </form>
      </div>
    </PersonalPage>
  );
}

/** What the page shows, as its address has it. */
function shownOf({ shift, task, shares }: NowPageProps): string {
  if (shift) return `shift=${shift.id}`;
  return task ? `task=${task.key}` : shares ? 'task=share' : '';
}

const untouched: FormState = { values: {}, errors: {}, token: '' };

function Done({ campaign, spacePath, task, reportId }: NowPageProps) {
  const t = messages(campaign.locale).now;
  const counts = task?.kind === 'call' || task?.kind === 'doors';
  return (
    <form class="acts" method="post" action={`${spacePath}/now/done`} data-inplace="">
      <input type="hidden" name="report" value={reportId} />
      <input type="hidden" name="task" value={task?.key ?? 'share'} />
      {counts && (
        <TextField
          form={untouched}
          locale={campaign.locale}
          name="count"
          label={task.kind === 'call' ? t.calls : t.doors}
          unmarked
          inputmode="numeric"
        />
      )}
      <button class="button button-large" type="submit">
        {t.done}
      </button>
    </form>
  );
}
