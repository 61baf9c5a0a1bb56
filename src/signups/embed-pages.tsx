import type { Child } from 'hono/jsx';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { CheckIcon } from '../ui/icons.tsx';
import { PublicPage } from '../ui/layout.tsx';
import { isWrong, type LandingPageProps, Sheet } from './pages.tsx';

/** The form and the goal alone, for a frame on another site. */
export function EmbedPage(props: LandingPageProps) {
  const { campaign, form, baseUrl } = props;
  const { locale, slug, text } = campaign;
  const t = messages(locale).sections.embed;
  const title = t.title(text.title);
  return (
    <EmbedFrame campaign={campaign} baseUrl={baseUrl} title={isWrong(form) ? `⚠ ${title}` : title}>
      <h1 tabindex={-1}>{text.headline}</h1>
      <Sheet {...props} sections={['goal', 'form']} embedded />
      <p>
        <a href={`/${locale}/${slug}`} target="_blank" rel="noopener">
          {t.whole}
        </a>
      </p>
    </EmbedFrame>
  );
}

type AfterProps = { campaign: CampaignView; baseUrl: string };

/**
 * After the form, still in the frame. The next ask is a page of its own person's, which nobody else may frame and which
 * leads on through several steps: it opens in a tab of ours.
 */
export function EmbedThanksPage({ campaign, baseUrl, nextPath }: AfterProps & { nextPath: string }) {
  const { locale, text } = campaign;
  const t = messages(locale).sections.embed;
  return (
    <EmbedFrame campaign={campaign} baseUrl={baseUrl} title={t.thanks}>
      <div class="sheet sheet-words">
        <h1 tabindex={-1}>
          <CheckIcon />
          {t.thanks}
        </h1>
        <p class="lead">{text.thanks}</p>
        <p>{t.mail}</p>
        <p>
          <a class="button button-large" href={nextPath} target="_blank" rel="noopener" aria-describedby="new-tab">
            {t.next}
          </a>
        </p>
        <p class="fine" id="new-tab">
          {t.newTab}
        </p>
      </div>
    </EmbedFrame>
  );
}

/** What the frame shows once the campaign is over: the page around it will stay where it is. */
export function EmbedClosedPage({ campaign, baseUrl }: AfterProps) {
  const t = messages(campaign.locale).sections.embed;
  return (
    <EmbedFrame campaign={campaign} baseUrl={baseUrl} title={t.closedTitle}>
      <div class="sheet sheet-words">
        <h1 tabindex={-1}>{t.closedTitle}</h1>
        <p>{t.closedText}</p>
      </div>
    </EmbedFrame>
  );
}

function EmbedFrame({ campaign, baseUrl, title, children }: AfterProps & { title: string; children?: Child }) {
  const { locale, slug, settings } = campaign;
  return (
    <PublicPage
      locale={locale}
      locales={[locale]}
      baseUrl={baseUrl}
      path={`/${slug}`}
      title={title}
      colour={settings.colour}
      robots="noindex"
      composition="embed"
    >
      {children}
    </PublicPage>
  );
}
