import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { asset } from '../ui/assets.ts';
import { colourClass, colourPath } from '../ui/colour.ts';
import { type DeviceSettings, sendingSettings } from './device-settings.ts';
import { kioskPath } from './link.ts';
import { type NextStep, Screens } from './screen-pages.tsx';

type KioskPageProps = {
  /** The campaign in each of its languages, the page's own first. */
  views: [CampaignView, ...CampaignView[]];
  kioskName: string;
  settings: DeviceSettings;
  next: NextStep;
};

/**
 * The kiosk's page. What people see stands in templates, one of each for every language: the script puts a fresh copy
 * of one in place for each person, so that nothing of the last person's is ever left in it, and it needs no network.
 */
export function KioskPage({ views, kioskName, settings, next }: KioskPageProps) {
  const [view] = views;
  const { locale, slug, text } = view;
  const t = messages(locale).kiosk.page;
  const path = kioskPath(locale, slug);
  return (
    <KioskDocument
      view={view}
      title={t.title(text.title)}
      settings={settings}
      manifest={`${path}/manifest.webmanifest?k=${settings.token}`}
    >
      <header class="masthead" />
      <main id="content" tabindex={-1}>
        <div class="message kiosk-scriptless">
          <h1>{text.title}</h1>
          <p class="lead">{t.needsScript}</p>
          <p>
            <a class="button" href={`/${locale}/${slug}`}>
              {t.needsScriptAction}
            </a>
          </p>
        </div>
      </main>
      <Bar name={kioskName} />
      {views.map((one) => (
        <Screens key={one.locale} view={one} next={next} />
      ))}
    </KioskDocument>
  );
}

type ClosedKioskPageProps = { view: CampaignView; reason: 'no-link' | 'expired' | 'revoked' | 'campaign-closed' };

/** Says why the kiosk does not open. What waits on the device is sent from here too. */
export function ClosedKioskPage({ view, reason }: ClosedKioskPageProps) {
  const { locale, slug, text } = view;
  const t = messages(locale).kiosk.page;
  const { title, sentences } = t.closed[reason];
  return (
    <KioskDocument view={view} title={`${title} – ${text.title}`} settings={sendingSettings(locale)}>
      <header class="masthead">
        <p class="brand">{text.title}</p>
      </header>
      <main id="content" tabindex={-1} data-kiosk-closed>
        <div class="message">
          <h1>{title}</h1>
          {sentences.map((sentence) => (
            <p key={sentence} class="lead">
              {sentence}
            </p>
          ))}
          <p>
            <a class="button button-large" href={`/${locale}/${slug}`}>
              {t.toForm}
            </a>
          </p>
        </div>
      </main>
      <Bar name="" />
    </KioskDocument>
  );
}

type KioskDocumentProps = { view: CampaignView; title: string; settings: object; manifest?: string; children?: Child };

const scripts = ['seal', 'check', 'queue', 'screens', 'sending', 'kiosk'];

function KioskDocument({ view, title, settings, manifest, children }: KioskDocumentProps) {
  const { locale, slug } = view;
  const { colour } = view.settings;
  const t = messages(locale);
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={`${locale}-CA`} class={colourClass(colour)}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="description" content={t.kiosk.page.description} />
          <meta name="theme-color" content={colour} />
          <title>{title}</title>
          {manifest !== undefined && <link rel="manifest" href={manifest} />}
          <link rel="icon" type="image/svg+xml" href={`${kioskPath(locale, slug)}/icon.svg`} />
          <link rel="apple-touch-icon" href={`${kioskPath(locale, slug)}/icon-180.png`} />
          <link rel="stylesheet" href={asset('/css/tokens.css')} />
          <link rel="stylesheet" href={colourPath(colour)} />
          <link rel="stylesheet" href={asset('/css/terrain.css')} />
          <link rel="stylesheet" href={asset('/css/landing.css')} />
          <link rel="stylesheet" href={asset('/kiosk/kiosk.css')} />
          {scripts.map((name) => (
            <script key={name} defer src={asset(`/kiosk/${name}.js`)} />
          ))}
        </head>
        <body class="kiosk" data-kiosk={JSON.stringify(settings)}>
          <a class="skip" href="#content">
            {t.pages.skip}
          </a>
          {children}
        </body>
      </html>
    </>
  );
}

/** The volunteer's line: which kiosk, what waits, and whether the network may go. */
function Bar({ name }: { name: string }) {
  return (
    <footer class="kiosk-bar" hidden>
      {name !== '' && <p class="kiosk-name">{name}</p>}
      <p role="status" data-waiting="" />
      <p data-ready="" />
      <p class="kiosk-warning" data-warning="" hidden />
    </footer>
  );
}
