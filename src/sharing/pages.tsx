import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { cardPath } from '../ui/card-path.ts';
import { PublicPage } from '../ui/layout.tsx';

export const papers = ['letter', 'a4'] as const;
type Paper = (typeof papers)[number];

export function isPaper(value: string | undefined): value is Paper {
  return papers.some((paper) => paper === value);
}

type PosterPageProps = { campaign: CampaignView; baseUrl: string; paper: Paper };

/** A poster to print and put up, as it will be, with what it takes to print it above; only the poster is printed. */
export function PosterPage({ campaign, baseUrl, paper }: PosterPageProps) {
  const { locale, slug, settings, text } = campaign;
  const t = messages(locale).sharing.poster;
  return (
    <PublicPage
      locale={locale}
      locales={campaign.locales}
      baseUrl={baseUrl}
      path={`/${slug}/poster`}
      title={`${t.title} – ${text.title}`}
      colour={settings.colour}
      card={{ path: cardPath(locale, { slug }), alt: text.headline }}
      siteName={settings.sender.name}
      robots="noindex"
      stylesheets={['/css/poster.css']}
      scripts={['/js/poster.js']}
      brand={{ name: text.title, href: `/${locale}/${slug}` }}
    >
      <Desk campaign={campaign} paper={paper} />
      <Poster campaign={campaign} baseUrl={baseUrl} paper={paper} />
    </PublicPage>
  );
}

/** What is chosen before printing. */
function Desk({ campaign, paper }: Omit<PosterPageProps, 'baseUrl'>) {
  const { locale, slug } = campaign;
  const t = messages(locale).sharing.poster;
  return (
    <div class="desk">
      <h1 tabindex={-1}>{t.title}</h1>
      <p>{t.text}</p>
      <p class="desk-print">
        <button class="button button-large" type="button" data-print="" hidden>
          {t.print}
        </button>
        <span class="hint" data-without-print="">
          {t.printHint}
        </span>
      </p>
      <nav class="desk-papers" aria-label={t.paper}>
        {papers.map((one) => (
          <a
            key={one}
            class="button button-quiet"
            href={`?paper=${one}`}
            aria-current={one === paper ? 'page' : undefined}
          >
            {t.papers[one]}
          </a>
        ))}
      </nav>
      <p>
        {t.codes}{' '}
        {(['svg', 'png'] as const).map((format, index) => (
          <>
            {index > 0 && ', '}
            <a key={format} href={`/${locale}/${slug}/poster-qr.${format}`} download={`${slug}-qr.${format}`}>
              {t.codeFiles[format]}
            </a>
          </>
        ))}
      </p>
    </div>
  );
}

function Poster({ campaign, baseUrl, paper }: PosterPageProps) {
  const { locale, slug, settings, text } = campaign;
  const t = messages(locale).sharing;
  const { sender } = settings;
  return (
    <section class={`paper paper-${paper}`} aria-label={t.poster.sheet} lang={`${locale}-CA`}>
      <div class="paper-top">
        <p class="paper-name">{text.title}</p>
        <h2 class={headlineClass(text.headline)}>{text.headline}</h2>
        <p class="paper-ask">{text.ask}</p>
        <img class="paper-picture" src={`/pictures/${settings.picture}`} alt={text.pictureAlt} />
      </div>
      <div class="paper-foot">
        <img class="paper-code" src={`/${locale}/${slug}/poster-qr.svg`} alt={t.codeAlt} width="200" height="200" />
        <div class="paper-words">
          <p class="paper-scan">{t.poster.scan}</p>
          <p class="paper-address">{shortAddress(baseUrl, slug)}</p>
          <p class="paper-legal">
            {sender.name}, {sender.address}
          </p>
          {text.legal !== undefined && <p class="paper-legal">{text.legal}</p>}
        </div>
      </div>
    </section>
  );
}

/** As people say and type it; a hyphen at the end of a line would leave them wondering whether it belongs there. */
function shortAddress(baseUrl: string, slug: string) {
  return (
    <>
      {baseUrl.replace(/^https?:\/\//, '')}/<wbr />
      <span class={slug.length <= 24 ? 'unbroken' : undefined}>{slug}</span>
    </>
  );
}

/** Paper does not scroll: the longer the headline, the smaller it is set. */
function headlineClass(headline: string): string {
  const longestWord = Math.max(...headline.split(/[\s-]+/).map((word) => word.length));
  const [size] = [
    { size: 'short', letters: 26, word: 11 },
    { size: 'middle', letters: 60, word: 15 },
    { size: 'long', letters: 130, word: 22 },
  ].filter(({ letters, word }) => headline.length <= letters && longestWord <= word);
  return `paper-headline paper-headline-${size?.size ?? 'longest'}`;
}
