import type { SectionName } from '../campaigns/form.ts';
import { messages } from '../locales/index.ts';
import { campaignData } from '../sharing/data-view.ts';
import { campaignCard } from '../sharing/view.ts';
import type { FormState } from '../ui/form-state.ts';
import { PublicPage } from '../ui/layout.tsx';
import { ProgressRidge } from '../ui/progress.tsx';
import { compose, orderOf, PosterPicture, PosterVideo, Section, type SectionProps } from './sections.tsx';
import { SignupForm } from './signup-form.tsx';

export type LandingPageProps = SectionProps & {
  baseUrl: string;
  form: FormState;
  /** Whether a supporter's link leads here: the picture of the link then says so. */
  invited?: boolean;
};

/** A campaign's page: a poster with one ask, the form, and the other sections in the order that the organizer chose. */
export function LandingPage(props: LandingPageProps) {
  const { campaign, baseUrl, form, progress, shifts, invited = false } = props;
  const { locale, locales, slug, settings, text } = campaign;
  const { poster, blocks } = compose(orderOf(campaign));
  const card = campaignCard(campaign, progress, invited);
  return (
    <PublicPage
      locale={locale}
      locales={locales}
      baseUrl={baseUrl}
      path={`/${slug}`}
      title={isWrong(form) ? `⚠ ${text.title}` : text.title}
      description={text.ask}
      colour={settings.colour}
      card={card}
      siteName={settings.sender.name}
      structuredData={campaignData(campaign, shifts, baseUrl, baseUrl + card.path)}
      composition="poster"
      brand={{ name: text.title, href: `/${locale}/${slug}${form.origin?.query ?? ''}` }}
      carriedQuery={form.origin?.query}
    >
      <div class={poster[0] === 'headline' ? 'poster' : 'poster poster-pictured'}>
        {poster.map((name) => {
          if (name === 'picture') return <PosterPicture key={name} campaign={campaign} />;
          if (name === 'video') return <PosterVideo key={name} campaign={campaign} />;
          return <Headline key={name} {...props} />;
        })}
      </div>
      <div class="panel">
        {blocks.map(({ kind, sections }) =>
          kind === 'sheet' ? (
            <Sheet key={sections.join(' ')} {...props} sections={sections} />
          ) : (
            <div key={sections.join(' ')} class="story">
              {sections.map((name) => (
                <Section key={name} name={name} {...props} />
              ))}
            </div>
          ),
        )}
        <p class="to-form">
          <a href="#signup">{messages(locale).pages.landing.toForm}</a>
        </p>
      </div>
    </PublicPage>
  );
}

/** Whether a form came back. */
export function isWrong(form: FormState): boolean {
  return Object.keys(form.errors).length > 0 || form.notice !== undefined;
}

function Headline({ campaign: { text } }: LandingPageProps) {
  return (
    <div class={`poster-words ${headlineSize(text.headline)}`}>
      <h1 tabindex={-1}>{text.headline}</h1>
      <p class="poster-ask">{text.ask}</p>
    </div>
  );
}

/** A short headline is set larger: it is the poster. */
function headlineSize(headline: string): string {
  return headline.length <= 26 ? 'headline-short' : headline.length <= 60 ? 'headline' : 'headline-long';
}

type SheetProps = LandingPageProps & { sections: SectionName[]; embedded?: boolean };

/** The form, with the goal above or below it where the two stand together. */
export function Sheet({ campaign, progress, form, sections, embedded = false }: SheetProps) {
  const { locale, settings } = campaign;
  return (
    <section class="sheet" aria-label={messages(locale).pages.landing.form}>
      {sections.map((name) =>
        name === 'goal' ? (
          <ProgressRidge key={name} progress={progress} currency={settings.currency} locale={locale} />
        ) : (
          <SignupForm key={name} campaign={campaign} form={form} embedded={embedded} />
        ),
      )}
    </section>
  );
}
