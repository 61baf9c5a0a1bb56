import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales, messages } from '../locales/index.ts';
import { Both, Field, type FormView } from '../ui/admin-fields.tsx';
import { AdminPage } from '../ui/admin-layout.tsx';
import { Beginning } from './create-pages.tsx';
import { DateFields } from './dates-pages.tsx';
import type { Shared } from './list-pages.tsx';
import { ProblemList } from './problem-list.tsx';
import { SequencesCard } from './sequence-pages.tsx';
import type { PlacedProblem } from './words-of.ts';
import { Blanks } from './words-pages.tsx';

const lastStep = 5;
type GuideStep = 1 | 2 | 3 | 4 | 5;

type FrameProps = Shared & { step: GuideStep; problems?: PlacedProblem[]; children?: Child };

/** What stands around every step: where one is, what it is for, and that nothing gets lost. */
function GuideFrame({ locale, organizer, step, problems = [], children }: FrameProps) {
  const t = messages(locale);
  const [title = '', lead = ''] = t.guide.steps[step];
  return (
    <AdminPage
      locale={locale}
      path={`/admin/start?step=${step}`}
      organizer={organizer}
      place="campaigns"
      title={`${t.guide.title} – ${title}`}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <p class="badge">{t.guide.step(step, lastStep)}</p>
        <h1>{title}</h1>
        <p class="note">{lead}</p>
      </div>
      <progress class="guide-progress" max={lastStep} value={step} aria-label={t.guide.step(step, lastStep)} />
      {problems.length > 0 && (
        <div class="alert" role="alert" tabindex={-1} autofocus>
          <p>{t.editor.form.problems}</p>
          <ProblemList problems={problems} />
        </div>
      )}
      {children}
      <p class="note">{t.guide.later}</p>
    </AdminPage>
  );
}

/** The first step: what to start from. */
export function BeginPage({ form, ...shared }: Shared & { form: FormView }) {
  return (
    <GuideFrame {...shared} step={1}>
      <form class="edit-form" method="post" action="/admin/start?step=1">
        <Beginning form={form} />
        <Onward {...shared} step={1} />
      </form>
    </GuideFrame>
  );
}

type StepPageProps = Shared & {
  step: 2 | 3 | 4;
  base: number;
  content: CampaignContent;
  form: FormView;
  problems?: PlacedProblem[];
};

/** One of the steps that write: blanks, words, the first date and the colour. */
export function StepPage({ step, base, content, form, problems = [], ...shared }: StepPageProps) {
  const t = messages(shared.locale).editor.fields;
  return (
    <GuideFrame {...shared} step={step} problems={problems}>
      <form class="edit-form" method="post" action={`/admin/start?step=${step}`}>
        <input type="hidden" name="base" value={String(base)} />
        {step === 2 && (
          <>
            <section class="card">
              <Field form={form} name="settings.sender.email" label={t.email} type="email" />
            </section>
            <Blanks form={form} content={content} />
          </>
        )}
        {step === 3 && (
          <section class="card">
            {(['title', 'headline', 'ask', 'button'] as const).map((name) => (
              <Both
                key={name}
                form={form}
                nameIn={(spoken) => `texts.${spoken}.${name}`}
                label={t[name]}
                {...(name === 'ask' ? { rows: 3 } : {})}
              />
            ))}
            <Both form={form} nameIn={(spoken) => `texts.${spoken}.story`} label={t.story} rows={8} />
          </section>
        )}
        {step === 4 && (
          <>
            <section class="card">
              <Field form={form} name="settings.colour" label={t.colour} hint={t.colourHint} type="color" />
            </section>
            <section class="card">
              <h2>{t.shift(1)}</h2>
              <DateFields form={form} row="shifts.0" />
            </section>
          </>
        )}
        <Onward {...shared} step={step} />
      </form>
    </GuideFrame>
  );
}

function Onward({ locale, step }: Pick<FrameProps, 'locale' | 'step'>) {
  const t = messages(locale).guide;
  return (
    <p class="edit-save">
      <button class="button" type="submit">
        {t.next}
      </button>
      {step > 2 && <a href={`/admin/start?step=${step - 1}`}>{t.back}</a>}
    </p>
  );
}

/** The last step: the page in both languages, and the button that makes it public. */
export function LookPage({
  campaign,
  problems = [],
  ...shared
}: Shared & { campaign: Campaign; problems?: PlacedProblem[] }) {
  const t = messages(shared.locale);
  const home = `/admin/campaigns/${campaign.slug}`;
  return (
    <GuideFrame {...shared} step={5} problems={problems}>
      <div class="edit-previews edit-phone">
        {locales.map((spoken) => (
          <section key={spoken}>
            <h2>{t.editor.form.bilingual[spoken]}</h2>
            <div class="edit-frame">
              <iframe
                src={`${home}/preview/${spoken}`}
                title={t.editor.preview.frame(t.editor.form.bilingual[spoken], t.editor.preview.phone)}
                loading="lazy"
              />
            </div>
          </section>
        ))}
      </div>
      <form class="edit-save" method="post" action="/admin/start?step=5">
        <button class="button" type="submit">
          {t.guide.open}
        </button>
        <a href="/admin/start?step=4">{t.guide.back}</a>
        <a href={`${home}/edit`}>{t.guide.full}</a>
      </form>
    </GuideFrame>
  );
}

type DonePageProps = Shared & { campaign: Campaign; content: CampaignContent; url: string; code: string };

/** The page is live: its link, its code, and the mails that follow. `code` is the QR code as SVG. */
export function DonePage({ locale, organizer, campaign, content, url, code }: DonePageProps) {
  const t = messages(locale).guide;
  const { slug, settings } = campaign;
  return (
    <AdminPage
      locale={locale}
      path="/admin/start"
      organizer={organizer}
      place="campaigns"
      title={t.doneTitle}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.doneTitle}</h1>
        <p class="note">{t.doneLead}</p>
      </div>
      <div class="columns">
        <section class="card">
          <p class="share">
            <label for="campaign-link">{messages(locale).editor.hub.link}</label>
            <span class="share-row">
              <input id="campaign-link" type="text" readonly value={url} />
              <button
                class="button button-quiet"
                type="button"
                data-copy="campaign-link"
                data-copied={messages(locale).admin.copied}
                hidden
              >
                {messages(locale).admin.copy}
              </button>
            </span>
          </p>
          <div class="guide-code" role="img" aria-label={t.codeAlt}>
            {raw(code)}
          </div>
          <ul class="plain-list">
            <li>
              <a href={`/${settings.defaultLocale}/${slug}`}>{t.see}</a>
            </li>
            <li>
              <a href={`/${settings.defaultLocale}/${slug}/poster`}>{t.poster}</a>
            </li>
            <li>
              <a href={`/admin/campaigns/${slug}/edit`}>{t.manage}</a>
            </li>
            <li>
              <a href="/admin/start?step=1">{t.another}</a>
            </li>
          </ul>
        </section>
        <div>
          <p>{t.sequence}</p>
          <SequencesCard locale={locale} sequences={content.sequences} />
        </div>
      </div>
    </AdminPage>
  );
}
