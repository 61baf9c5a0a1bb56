import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { SignupForm } from '../signups/signup-form.tsx';
import { asset } from '../ui/assets.ts';
import { colourClass, colourPath } from '../ui/colour.ts';
import type { FormState } from '../ui/form-state.ts';
import { AlertIcon, CheckIcon } from '../ui/icons.tsx';
import { type DeviceSettings, sendingSettings } from './device-settings.ts';
import { kioskPath } from './link.ts';

type KioskPageProps = {
  /** The campaign in each of its languages, the page's own first. */
  views: [CampaignView, ...CampaignView[]];
  kioskName: string;
  settings: DeviceSettings;
  /** Where a person goes on with their own phone: the address, and its code as an SVG. */
  next: { url: string; code: string };
};

const untouched: FormState = { values: {}, errors: {}, token: '' };

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
      <main id="content" tabindex={-1}>
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

const scripts = ['seal', 'check', 'queue', 'screens', 'kiosk'];

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

type ScreenProps = { view: CampaignView; next: KioskPageProps['next'] };

/** Everything that is shown in one language, in templates. */
function Screens({ view, next }: ScreenProps) {
  const { locale } = view;
  const t = messages(locale).kiosk;
  return (
    <>
      <template data-screen="masthead" data-locale={locale}>
        <Masthead view={view} />
      </template>
      <template data-screen="form" data-locale={locale}>
        <FormScreen view={view} />
      </template>
      <template data-screen="thanks" data-locale={locale}>
        <ThanksScreen view={view} next={next} />
      </template>
      {(['storage', 'full', 'insecure'] as const).map((trouble) => (
        <template key={trouble} data-screen={trouble} data-locale={locale}>
          <div class="message" role="alert">
            <h1>{t.page.trouble.title}</h1>
            <p class="lead">{t.page.trouble[trouble]}</p>
          </div>
        </template>
      ))}
      <template data-screen="expired" data-locale={locale}>
        <div class="message">
          <h1>{t.page.closed.expired.title}</h1>
          <p class="lead">{t.page.closed.expired.sentences.join(' ')}</p>
        </div>
      </template>
      <template data-screen="problem" data-locale={locale}>
        <p class="problem">
          <AlertIcon />
          <span />
        </p>
      </template>
      <template data-screen="alert" data-locale={locale}>
        <div class="alert" role="alert" tabindex={-1}>
          <AlertIcon />
          <div>
            <p class="alert-title" />
            <ul />
          </div>
        </div>
      </template>
      <template data-screen="idle" data-locale={locale}>
        <div class="alert alert-wait kiosk-idle" role="alert">
          <p class="alert-title" />
          <button class="button" type="button" data-stay="">
            {t.live.stay}
          </button>
        </div>
      </template>
    </>
  );
}

function Masthead({ view: { locale, locales, text } }: { view: CampaignView }) {
  const t = messages(locale);
  const others = locales.filter((other) => other !== locale);
  return (
    <>
      <p class="brand">{text.title}</p>
      {others.length > 0 && (
        <nav class="languages" aria-label={t.kiosk.page.language}>
          {others.map((other) => (
            <button key={other} class="kiosk-language" type="button" data-language={other} lang={`${other}-CA`}>
              {messages(other).pages.language}
            </button>
          ))}
        </nav>
      )}
    </>
  );
}

function FormScreen({ view }: { view: CampaignView }) {
  const { locale, settings, text } = view;
  return (
    <>
      <div class="poster">
        <div class="poster-words headline-short">
          <h1 tabindex={-1}>{text.headline}</h1>
          <p class="poster-ask">{text.ask}</p>
        </div>
        <img class="poster-picture" src={`/pictures/${settings.picture}`} alt={text.pictureAlt} />
      </div>
      <div class="panel">
        <section class="sheet" aria-label={messages(locale).kiosk.page.form}>
          <SignupForm campaign={view} form={untouched} />
        </section>
      </div>
    </>
  );
}

function ThanksScreen({ view, next }: ScreenProps) {
  const { locale, settings, text } = view;
  const t = messages(locale).kiosk.page;
  return (
    <>
      <div class="poster">
        <div class="poster-words headline-short">
          <CheckIcon class="kiosk-check" />
          <h1 tabindex={-1}>{t.kept}</h1>
          <p class="poster-ask">{text.thanks}</p>
        </div>
        <img class="poster-picture" src={`/pictures/${settings.picture}`} alt="" />
      </div>
      <div class="panel">
        <section class="sheet kiosk-next" aria-labelledby="next-title">
          <p class="lead">{t.mail}</p>
          <h2 id="next-title">{t.nextTitle}</h2>
          <p>{t.nextText}</p>
          <div class="kiosk-code" role="img" aria-label={t.code(next.url)}>
            {raw(next.code)}
          </div>
          <p class="kiosk-url">{next.url.replace(/^https?:\/\/|\?.*$/g, '')}</p>
          <button class="button button-large" type="button" data-done="">
            {t.done}
          </button>
          <p class="hint" data-countdown="" />
        </section>
      </div>
    </>
  );
}
