import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { campaignData } from '../sharing/data-view.ts';
import { campaignCard } from '../sharing/view.ts';
import type { FormState } from '../ui/form-state.ts';
import { PublicPage } from '../ui/layout.tsx';
import { type Progress, ProgressRidge } from '../ui/progress.tsx';
import { Sender } from '../ui/sender.tsx';
import { Seats, ShiftCard, type ShiftView } from '../ui/shift-card.tsx';
import { SignupForm } from './signup-form.tsx';

type LandingPageProps = {
  campaign: CampaignView;
  baseUrl: string;
  progress: Progress;
  form: FormState;
  shifts: ShiftView[];
  /** Whether a supporter's link leads here: the picture of the link then says so. */
  invited?: boolean;
};

/** A campaign's page: a poster with one ask, the form in sight, then the story and who is behind it. */
export function LandingPage({ campaign, baseUrl, progress, form, shifts, invited = false }: LandingPageProps) {
  const { locale, locales, slug, settings, text } = campaign;
  const wrong = Object.keys(form.errors).length > 0 || form.notice !== undefined;
  const t = messages(locale).pages.landing;
  const card = campaignCard(campaign, progress, invited);
  return (
    <PublicPage
      locale={locale}
      locales={locales}
      baseUrl={baseUrl}
      path={`/${slug}`}
      title={wrong ? `⚠ ${text.title}` : text.title}
      description={text.ask}
      colour={settings.colour}
      card={card}
      siteName={settings.sender.name}
      structuredData={campaignData(campaign, shifts, baseUrl, baseUrl + card.path)}
      composition="poster"
      brand={{ name: text.title, href: `/${locale}/${slug}` }}
    >
      <div class="poster">
        <div class={`poster-words ${headlineSize(text.headline)}`}>
          <h1 tabindex={-1}>{text.headline}</h1>
          <p class="poster-ask">{text.ask}</p>
        </div>
        <img class="poster-picture" src={`/pictures/${settings.picture}`} alt={text.pictureAlt} fetchpriority="high" />
      </div>
      <div class="panel">
        <section class="sheet" aria-label={t.form}>
          <ProgressRidge progress={progress} currency={settings.currency} locale={locale} />
          <SignupForm campaign={campaign} form={form} />
        </section>
        <Story campaign={campaign} shifts={shifts} />
      </div>
    </PublicPage>
  );
}

/** A short headline is set larger: it is the poster. */
function headlineSize(headline: string): string {
  return headline.length <= 26 ? 'headline-short' : headline.length <= 60 ? 'headline' : 'headline-long';
}

function Story({ campaign, shifts }: { campaign: CampaignView; shifts: ShiftView[] }) {
  const { locale, settings, text } = campaign;
  const t = messages(locale).pages.landing;
  return (
    <div class="story">
      {text.story.length > 0 && (
        <section aria-labelledby="story-title">
          <h2 id="story-title">{t.story}</h2>
          {text.story.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      )}
      {shifts.length > 0 && (
        <section aria-labelledby="soon-title">
          <h2 id="soon-title">{t.shifts}</h2>
          <p>{t.shiftsNote}</p>
          <div class="tickets">
            {shifts.map((shift) => (
              <ShiftCard key={shift.id} shift={shift} locale={locale}>
                <p class="ticket-act">
                  <Seats shift={shift} locale={locale} />
                </p>
              </ShiftCard>
            ))}
          </div>
        </section>
      )}
      <Sender sender={settings.sender} legal={text.legal} locale={locale} />
      <p>
        <a href="#signup">{t.toForm}</a>
      </p>
    </div>
  );
}
