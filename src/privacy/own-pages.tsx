import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { formatMoment } from '../ui/admin-time.ts';
import { Band } from '../ui/band.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { CopySections } from './copy-sections.tsx';
import { stylesheets } from './privacy-page.tsx';
import type { CopyPart } from './queries.ts';

type OwnProps = { campaign: CampaignView; baseUrl: string /** `/s/TOKEN` */; spacePath: string };

/** A person's own copy of what is kept of them. */
export function OwnCopyPage(props: OwnProps & { timezone: string; parts: CopyPart[]; madeAt: Date }) {
  const { campaign, baseUrl, spacePath, timezone, parts, madeAt } = props;
  const { locale } = campaign;
  const t = messages(locale).privacy;
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={`${spacePath}/data`}
      title={t.copy.ownTitle}
      campaign={campaign}
      stylesheets={stylesheets}
    >
      <Band title={t.copy.ownTitle} lead={t.copy.ownText} />
      <div class="column">
        <p class="fine">{t.copy.madeAt(formatMoment(locale, madeAt, timezone))}</p>
        <p class="acts">
          <a class="button" href={`${spacePath}/data.json`} download="">
            {t.copy.download}
          </a>
          <a href={spacePath}>{messages(locale).consents.own.back}</a>
        </p>
        <CopySections locale={locale} timezone={timezone} parts={parts} />
      </div>
    </PersonalPage>
  );
}

/** The two steps of erasing oneself: what it means, and whether that is really meant. */
export function OwnErasePage({
  campaign,
  baseUrl,
  spacePath,
  email,
  sure,
}: OwnProps & { email: string; sure: boolean }) {
  const { locale } = campaign;
  const t = messages(locale).privacy.own;
  const title = sure ? t.sureTitle : t.eraseTitle;
  return (
    <PersonalPage
      locale={locale}
      baseUrl={baseUrl}
      path={`${spacePath}/erase`}
      title={title}
      campaign={campaign}
      stylesheets={stylesheets}
    >
      <Band title={title} lead={sure ? t.sureText : t.eraseText(email)} />
      <div class="column">
        {!sure && (
          <>
            <p>{t.eraseSeats}</p>
            <p>{t.eraseKept}</p>
          </>
        )}
        <form method="post" action={`${spacePath}/erase`}>
          <input type="hidden" name="step" value={sure ? 'erase' : 'ask'} />
          <p class="acts">
            <button class={sure ? 'button button-danger' : 'button'} type="submit">
              {sure ? t.sure : t.ask}
            </button>
            <a class="button button-quiet" href={spacePath}>
              {t.back}
            </a>
          </p>
        </form>
      </div>
    </PersonalPage>
  );
}

/** Said once it is done; no link of theirs leads anywhere any more. */
export function OwnErasedPage({ campaign, baseUrl, spacePath }: OwnProps) {
  const t = messages(campaign.locale).privacy.own;
  return (
    <PersonalPage
      locale={campaign.locale}
      baseUrl={baseUrl}
      path={`${spacePath}/erase`}
      title={t.doneTitle}
      campaign={campaign}
    >
      <Band title={t.doneTitle} lead={t.doneText} />
    </PersonalPage>
  );
}
