import type { CampaignView } from '../campaigns/view.ts';
import { waits } from '../consents/queries.ts';
import type { consents as ledger } from '../consents/table.ts';
import { type Locale, messages } from '../locales/index.ts';
import { formatDate } from '../ui/admin-time.ts';
import { Band } from '../ui/band.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';

type Consent = typeof ledger.$inferSelect;

type ConsentsPageProps = {
  campaign: CampaignView;
  baseUrl: string;
  /** `/s/TOKEN` */
  spacePath: string;
  /** The zone that days are told in. */
  timezone: string;
  /** Those that stand. */
  consents: Consent[];
  /** Whether one was taken back just now. */
  withdrawn: boolean;
};

/** What a contact agreed to and has not taken back. */
export function ConsentsPage({ campaign, baseUrl, spacePath, timezone, consents, withdrawn }: ConsentsPageProps) {
  const { locale } = campaign;
  const t = messages(locale).consents.own;
  const path = `${spacePath}/consents`;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={consents.length === 0 ? t.empty : t.lead} />
      <div class="column">
        {withdrawn && (
          <div class="alert alert-good" role="status" tabindex={-1}>
            <CheckIcon />
            <p class="alert-title">{t.withdrawn}</p>
          </div>
        )}
        {consents.map((consent) => (
          <Given key={consent.id} consent={consent} locale={locale} path={path} timezone={timezone} />
        ))}
        <p>
          <a href={spacePath}>{t.back}</a>
        </p>
      </div>
    </PersonalPage>
  );
}

type GivenProps = { consent: Consent; locale: Locale; path: string; timezone: string };

function Given({ consent, locale, path, timezone }: GivenProps) {
  const t = messages(locale).consents.own;
  const what = consent.channel === 'partner' ? t.channels.partner(consent.subject) : t.channels[consent.channel];
  return (
    <section>
      <h2>{what}</h2>
      <p lang={`${consent.locale}-CA`}>{consent.wording}</p>
      <p class="fine">{waits(consent) ? t.asked : t.since(formatDate(locale, consent.at, timezone))}</p>
      <form method="post" action={path} data-inplace="">
        <input type="hidden" name="consent" value={consent.id} />
        <button class="button button-quiet" type="submit" aria-label={t.withdrawNamed(what)}>
          {t.withdraw}
        </button>
      </form>
    </section>
  );
}
