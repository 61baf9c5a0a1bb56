import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
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
