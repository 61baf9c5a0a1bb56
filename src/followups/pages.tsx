import type { CampaignView } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';

type UnsubscribePageProps = {
  locale: Locale;
  baseUrl: string;
  /** `/u/TOKEN` */
  leavePath: string;
  campaign: CampaignView;
};

/** Where the link at the foot of every mail leads: one button, because mail scanners open every link. */
export function UnsubscribePage({ locale, baseUrl, leavePath, campaign }: UnsubscribePageProps) {
  const t = messages(locale).pages.unsubscribe;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={leavePath} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.text(campaign.settings.sender.name)}>
        <form method="post" action={leavePath} data-inplace="">
          <button class="button button-large button-on-band" type="submit">
            {t.action}
          </button>
        </form>
      </Band>
      <div class="column">
        <p>{t.stay}</p>
      </div>
    </PersonalPage>
  );
}

/** Says that it is done, at once and without asking why. */
export function UnsubscribedPage({ locale, baseUrl, leavePath, campaign }: UnsubscribePageProps) {
  const t = messages(locale).pages.unsubscribe;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={leavePath} title={t.doneTitle} campaign={campaign}>
      <Band title={t.doneTitle} lead={t.done(campaign.settings.sender.name)} />
      <div class="column">
        <p>{t.doneBack}</p>
        <p>
          <a class="button button-quiet" href={`/${locale}/${campaign.slug}`}>
            {t.backToCampaign}
          </a>
        </p>
      </div>
    </PersonalPage>
  );
}
