import type { Child } from 'hono/jsx';
import type { NextAsk } from '../campaigns/form.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { PledgeFields, summaryLabels } from '../signups/signup-form.tsx';
import { ErrorSummary } from '../ui/fields.tsx';
import type { FormState } from '../ui/form-state.ts';
import { ArrowIcon } from '../ui/icons.tsx';
import { ShareBox } from '../ui/share-box.tsx';
import { OpenShift, type ShiftView } from '../ui/shift-card.tsx';
import { type Asking, areFull } from './choose-ask.ts';

/** What an ask needs to be drawn and answered; `path` is the page's own, under which its forms are posted. */
export type AskProps = {
  campaign: CampaignView;
  path: string;
  /** Where a pledge is posted. */
  pledgeAction: string;
  asking: Asking;
  shifts: ShiftView[];
  shareUrl: string;
  /** The pledge as it came back, with what is wrong with it. */
  form?: FormState | undefined;
  /** What stands above the dates to choose from. */
  shiftWords: { title: string; text?: string | undefined };
  /** On a page that holds more than the ask, which is then set apart. */
  own?: boolean;
};

/** The stylesheet of a page with an ask. */
export const askStyles = '/css/asks.css';

const untouched: FormState = { values: {}, errors: {}, token: '' };

/** What stands above the dates: a choice, or, where every one is full, the way to be called once a seat comes free. */
export function shiftWords(locale: Locale, shifts: ShiftView[]): AskProps['shiftWords'] {
  const t = messages(locale).pages.next;
  return areFull(shifts) ? { title: t.fullTitle, text: t.fullText } : { title: t.shiftTitle, text: t.shiftText };
}

/** One ask at a time; below it the way past it, and whatever else can be done. Links alone: looking changes nothing. */
export function NextAskSection(props: AskProps) {
  const { campaign, path, asking } = props;
  const t = messages(campaign.locale).asks;
  const { skipTo } = asking;
  // Among other things, whatever can be done stands on the page already, but for a pledge.
  const others = asking.others.filter((other) => other !== skipTo && (!props.own || other === 'pledge'));
  return (
    <div class={props.own ? 'ask ask-own' : 'ask'}>
      {props.own && <p class="ask-label">{t.label}</p>}
      <Ask {...props} />
      {skipTo !== undefined && (
        <p class="ask-skip">
          <a class="button button-quiet" href={`${path}?ask=${skipTo}`} aria-label={t.skipTo(t.names[skipTo])}>
            {t.skip}
          </a>
        </p>
      )}
      {others.length > 0 && (
        <nav class="ask-others" aria-labelledby="others-title">
          <h2 id="others-title">{t.others}</h2>
          <ul>
            {others.map((other) => (
              <li key={other}>
                <a href={`${path}?ask=${other}`}>{t.names[other]}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}

function Ask(props: AskProps): Child {
  const { campaign, shareUrl, asking } = props;
  const asks: Record<NextAsk, () => Child> = {
    pledge: () => <PledgeAsk {...props} />,
    shift: () => <ShiftAsk {...props} />,
    share: () => (
      <ShareBox locale={campaign.locale} url={shareUrl} text={campaign.text.share} title={campaign.text.title} />
    ),
  };
  return asks[asking.ask]();
}

function PledgeAsk({ campaign, pledgeAction, form = untouched }: AskProps) {
  const { locale, settings } = campaign;
  const { pledge } = settings;
  if (!pledge) return null;
  const t = messages(locale).asks.pledge;
  const kind = pledge.kind === 'action' ? pledge.action : pledge.kind;
  return (
    <section id="pledge-ask" aria-labelledby="pledge-ask-title">
      <h2 id="pledge-ask-title">{t.titles[kind]}</h2>
      <p>{pledge.kind === 'money' ? t.money : t.count}</p>
      <form method="post" action={pledgeAction} novalidate data-inplace="" data-draft="">
        <ErrorSummary form={form} locale={locale} labels={summaryLabels(campaign)} />
        <PledgeFields campaign={campaign} form={form} pledge={{ ...pledge, required: true }} />
        <button class="button button-large" type="submit">
          <span>{t.button}</span>
          <ArrowIcon />
        </button>
      </form>
    </section>
  );
}

function ShiftAsk({ campaign, path, shifts, shiftWords }: AskProps) {
  const { title, text } = shiftWords;
  return (
    <section id="shifts" aria-labelledby="shifts-title">
      <h2 id="shifts-title">{title}</h2>
      {text !== undefined && <p>{text}</p>}
      <div class="tickets">
        {shifts.map((shift) => (
          <OpenShift
            key={shift.id}
            shift={shift}
            locale={campaign.locale}
            action={`${path}/bookings`}
            waitAction={`${path}/waits`}
          />
        ))}
      </div>
    </section>
  );
}
