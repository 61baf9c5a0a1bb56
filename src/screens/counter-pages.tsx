import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { colourClass } from '../ui/colour.ts';
import type { Progress } from '../ui/progress.tsx';
import { sharedBy } from '../ui/share-link.ts';
import { ScreenDocument } from './document-pages.tsx';
import { GoalRidge, GoalWords } from './goal-pages.tsx';

type CounterProps = { campaign: CampaignView; progress: Progress; baseUrl: string };

/** Without scripts, and where too many listen: thousands may look at one time. */
const renewAfter = 60;

/** How far a campaign is, for a frame on another site: what its landing page shows, and nothing else. */
export function CounterPage({ campaign, progress, baseUrl }: CounterProps) {
  const { locale, slug, settings, text } = campaign;
  return (
    <ScreenDocument
      locale={locale}
      title={messages(locale).screens.counter.title(text.title)}
      colours={[settings.colour]}
      stylesheets={['/css/counter.css']}
      scripts={['/js/embed-frame.js']}
      class={`counter ${colourClass(settings.colour)}`}
      events={`/${locale}/${slug}/counter/events`}
      renewAfter={renewAfter}
    >
      <main>
        <h1>{text.headline}</h1>
        <CounterParts campaign={campaign} progress={progress} baseUrl={baseUrl} />
      </main>
    </ScreenDocument>
  );
}

/** What moves of it, as an event carries it; once the campaign is over, it says so. */
export function CounterParts({ campaign, progress, baseUrl }: CounterProps) {
  const { locale, slug, settings, text, status } = campaign;
  if (status === 'closed') {
    return (
      <div class="counter-live" data-live={slug}>
        <p>{messages(locale).sections.embed.closedTitle}</p>
      </div>
    );
  }
  return (
    <div class="counter-live" data-live={slug}>
      <GoalWords locale={locale} progress={progress} currency={settings.currency} />
      <GoalRidge progress={progress} />
      <p>
        <a
          class="counter-join"
          href={sharedBy('counter', `${baseUrl}/${locale}/${slug}`)}
          target="_blank"
          rel="noopener"
        >
          {text.button}
        </a>
      </p>
    </div>
  );
}
