import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';

type HeldPageProps = { campaign: CampaignView; baseUrl: string; path: string };

/** After a form that is kept aside: what to do so that it counts. The same for everyone. */
export function HeldPage({ campaign, baseUrl, path }: HeldPageProps) {
  const { locale, slug } = campaign;
  const t = messages(locale).bots.held;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.lead} picture={campaign.settings.picture} />
      <div class="column">
        <p>{t.why}</p>
        <p>{t.nothing}</p>
        <p>
          <a class="button button-quiet" href={`/${locale}/${slug}`}>
            {t.back}
          </a>
        </p>
      </div>
    </PersonalPage>
  );
}

/**
 * Where the mail of a form kept aside leads: one button, because mail scanners open every link, and above it the
 * sentences that it agrees to, for whoever ticked them may not be who presses.
 */
export function ReleasePage({ campaign, baseUrl, path, consents }: HeldPageProps & { consents: string[] }) {
  const t = messages(campaign.locale).bots.release;
  const { own } = messages(campaign.locale).consents;
  return (
    <PersonalPage locale={campaign.locale} baseUrl={baseUrl} path={path} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.lead} picture={campaign.settings.picture}>
        <form method="post" action={path} data-inplace="">
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
