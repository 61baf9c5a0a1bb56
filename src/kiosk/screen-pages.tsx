import { raw } from 'hono/html';
import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { SignupForm } from '../signups/signup-form.tsx';
import type { FormState } from '../ui/form-state.ts';
import { AlertIcon, CheckIcon } from '../ui/icons.tsx';

/** Where a person goes on with their own phone: the address, and its code as an SVG. */
export type NextStep = { url: string; code: string };

type ScreenProps = { view: CampaignView; next: NextStep };

const untouched: FormState = { values: {}, errors: {}, token: '' };

/** Everything that is shown in one language, in templates. */
export function Screens({ view, next }: ScreenProps) {
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
