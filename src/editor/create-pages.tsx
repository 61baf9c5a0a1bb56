import { messages } from '../locales/index.ts';
import { Field, type FormView } from '../ui/admin-fields.tsx';
import { AdminPage } from '../ui/admin-layout.tsx';
import type { Shared } from './list-pages.tsx';
import { templateNames } from './templates.ts';

/** Asks for what a new campaign begins with. */
export function CreatePage({ locale, organizer, form }: Shared & { form: FormView }) {
  const t = messages(locale).editor.create;
  return (
    <AdminPage
      locale={locale}
      path="/admin/new-campaign"
      organizer={organizer}
      place="campaigns"
      title={t.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <p class="note">{t.lead}</p>
      </div>
      <form class="edit-form" method="post" action="/admin/new-campaign">
        <Beginning form={form} />
        <p class="edit-save">
          <button class="button" type="submit">
            {t.button}
          </button>
        </p>
      </form>
    </AdminPage>
  );
}

/** The template, the names, who speaks, and the address of the page; `form.values.id` is what the campaign will be known by. */
export function Beginning({ form }: { form: FormView }) {
  const t = messages(form.locale).editor.create;
  const chosen = form.values.template ?? templateNames[0];
  return (
    <>
      <input type="hidden" name="id" value={form.values.id} />
      {form.errors.size > 0 && (
        <p class="alert" role="alert">
          {t.bad}
        </p>
      )}
      <fieldset class="edit-templates">
        <legend>{t.template}</legend>
        {templateNames.map((name) => {
          const [title = '', text = ''] = t.templates[name];
          return (
            <label key={name} class="card">
              <span>
                <input type="radio" name="template" value={name} checked={name === chosen} /> {title}
              </span>
              <span class="note">{text}</span>
            </label>
          );
        })}
      </fieldset>
      <section class="card">
        <Field form={form} name="title.fr" label={t.name} spoken="fr" />
        <Field form={form} name="title.en" label={t.nameEn} spoken="en" />
        <Field form={form} name="sender" label={t.sender} />
        <Field form={form} name="slug" label={t.slug} hint={t.slugHint} />
      </section>
    </>
  );
}
