import type { Locale } from '../locales/index.ts';
import { messages } from '../locales/index.ts';
import { PublicPage } from './layout.tsx';

type MessagePageProps = {
  locale: Locale;
  baseUrl: string;
  title: string;
  sentences: string[];
  action?: { label: string; href: string } | undefined;
  /** Sends the same values once more, so that nothing typed is lost; `labels` are their names for people. */
  retry?: { action: string; fields: [string, string][] } | undefined;
  /** What someone can quote when writing to the organizer. */
  requestId?: string | undefined;
};

/** A page that says in a sentence or two why there is nothing else to show, and what can be done now. */
export function MessagePage(props: MessagePageProps) {
  const { locale, baseUrl, title, sentences, action, retry, requestId } = props;
  const t = messages(locale).pages.problems;
  return (
    <PublicPage
      locale={locale}
      baseUrl={baseUrl}
      title={title}
      description={sentences.join(' ')}
      path="/"
      alternates="none"
      locales={[locale]}
      robots="noindex"
    >
      <div class="message">
        <Signpost />
        <h1>{title}</h1>
        {sentences.map((sentence) => (
          <p key={sentence} class="lead">
            {sentence}
          </p>
        ))}
        {retry && <Retry locale={locale} {...retry} />}
        {action && (
          <p>
            <a class={retry ? 'button button-quiet' : 'button button-large'} href={action.href}>
              {action.label}
            </a>
          </p>
        )}
        {requestId !== undefined && <p class="hint">{t.reference(requestId)}</p>}
      </div>
    </PublicPage>
  );
}

/** The fields that only machines read; they are sent again, not shown. */
const unspoken = ['form', 'origin', 'website', 'shift', 'pledge'];

function Retry({ locale, action, fields }: { locale: Locale; action: string; fields: [string, string][] }) {
  const t = messages(locale).pages.problems;
  const typed = Map.groupBy(
    fields.filter(([name, value]) => !unspoken.includes(name) && value !== ''),
    ([name]) => name,
  );
  return (
    <form method="post" action={action} data-inplace="">
      {fields.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <button class="button button-large" type="submit">
        {t.retry}
      </button>
      {typed.size > 0 && (
        <section aria-labelledby="typed-title">
          <h2 id="typed-title">{t.typed}</h2>
          <dl class="typed">
            {[...typed].map(([name, answers]) => (
              <div key={name}>
                <dt>{fieldLabel(locale, name)}</dt>
                <dd>{answers.map(([, value]) => spoken(locale, name, value)).join(', ')}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </form>
  );
}

function fieldLabel(locale: Locale, name: string): string {
  return Object.entries(messages(locale).pages.fields).find(([field]) => field === name)?.[1] ?? name;
}

/** A value as a person would say it, where the form's own value is a code. */
function spoken(locale: Locale, name: string, value: string): string {
  const { form, report } = messages(locale).pages;
  const { once, monthly } = form;
  const { attended, missed } = report;
  const byName: Record<string, Record<string, string>> = {
    availability: form.availability,
    frequency: { once, monthly },
    answer: { attended, missed },
  };
  if (value === 'yes') return '✓';
  return Object.entries(byName[name] ?? {}).find(([key]) => key === value)?.[1] ?? value;
}

/** Two boards on a post, the one nobody followed. */
function Signpost() {
  return (
    <svg class="signpost" viewBox="0 0 160 120" aria-hidden="true" focusable="false">
      <path class="signpost-ground" d="M0 120 34 96l26 8 30-26 24 14 20-10 26 38Z" />
      <path class="signpost-post" d="M76 18h8v92h-8Z" />
      <path class="signpost-board" d="M40 26h72l14 12-14 12H40Z" />
      <path class="signpost-other" d="M48 56h68v22H48L36 67Z" />
    </svg>
  );
}
