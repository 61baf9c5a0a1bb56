import type { CampaignView } from '../campaigns/view.ts';
import { waits } from '../consents/queries.ts';
import type { consents as ledger } from '../consents/table.ts';
import { type Locale, messages } from '../locales/index.ts';
import { formatDate } from '../ui/admin-time.ts';
import { Band } from '../ui/band.tsx';
import { CheckIcon } from '../ui/icons.tsx';
import { PersonalPage } from '../ui/personal-page.tsx';
import { purposeWords } from './view.ts';

type Consent = typeof ledger.$inferSelect;

type PreferencesPageProps = {
  campaign: CampaignView;
  baseUrl: string;
  /** `/s/TOKEN` */
  spacePath: string;
  /** The way out of every mail at once. */
  leavePath: string;
  /** The zone that days are told in. */
  timezone: string;
  /** Those that stand. */
  consents: Consent[];
  /** What was changed just now. */
  changed: 'language' | 'withdrawn' | undefined;
};

/** In what language a contact is written to, and for what: each thing that they agreed to, with the button that ends it. */
export function PreferencesPage(props: PreferencesPageProps) {
  const { campaign, baseUrl, spacePath, leavePath, timezone, consents, changed } = props;
  const { locale } = campaign;
  const { own, preferences: t } = { own: messages(locale).consents.own, ...messages(locale).now };
  const path = `${spacePath}/preferences`;
  return (
    <PersonalPage locale={locale} baseUrl={baseUrl} path={path} title={t.title} campaign={campaign}>
      <Band title={t.title} lead={t.lead} above={messages(locale).pages.space.label} />
      <div class="column">
        {changed && (
          <div class="alert alert-good" role="status" tabindex={-1}>
            <CheckIcon />
            <p class="alert-title">
              {changed === 'withdrawn' ? own.withdrawn : messages(locale).pages.outcomes.language}
            </p>
          </div>
        )}
        {campaign.locales.length > 1 && <Language campaign={campaign} spacePath={spacePath} />}
        <section id="purposes" aria-labelledby="purposes-title">
          <h2 id="purposes-title">{own.title}</h2>
          <p>{consents.length === 0 ? own.empty : own.lead}</p>
          {consents.map((consent) => (
            <Given key={consent.id} consent={consent} locale={locale} path={path} timezone={timezone} />
          ))}
        </section>
        {consents.some(({ channel }) => channel === 'email') && (
          <p>
            <a href={leavePath}>{messages(locale).pages.space.leave}</a>
          </p>
        )}
        <p>
          <a href={spacePath}>{own.back}</a>
        </p>
      </div>
    </PersonalPage>
  );
}

/** Another language, for the pages and for every mail to come. */
function Language({ campaign, spacePath }: Pick<PreferencesPageProps, 'campaign' | 'spacePath'>) {
  const t = messages(campaign.locale).now;
  return (
    <section id="language" aria-labelledby="language-title">
      <h2 id="language-title">{t.language}</h2>
      <p>{t.languageText}</p>
      <form class="acts" method="post" action={`${spacePath}/language`}>
        {campaign.locales
          .filter((one) => one !== campaign.locale)
          .map((one) => (
            <button key={one} class="button button-quiet" type="submit" name="locale" value={one} lang={one}>
              {t.languages[one]}
            </button>
          ))}
      </form>
    </section>
  );
}

type GivenProps = { consent: Consent; locale: Locale; path: string; timezone: string };

function Given({ consent, locale, path, timezone }: GivenProps) {
  const t = messages(locale).consents.own;
  const what = purposeWords(locale, consent);
  return (
    <section>
      <h3>{what}</h3>
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
