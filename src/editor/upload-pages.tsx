import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, locales, messages } from '../locales/index.ts';
import { Field, Wrong } from '../ui/admin-fields.tsx';
import type { Values } from './values.ts';

type UploadFormProps = {
  locale: Locale;
  campaign: Campaign;
  base: number;
  /** The form was drawn from the writer's draft, which the picture is put in. */
  isDraft: boolean;
  errors?: ReadonlyMap<string, string>;
  values?: Values;
};

/** Sends a picture with its words, and puts it on the page. */
export function UploadForm({ locale, campaign, base, isDraft, errors = new Map(), values = {} }: UploadFormProps) {
  const t = messages(locale).editor;
  const form = { locale, values, errors };
  return (
    <form class="card" method="post" enctype="multipart/form-data" action={`/admin/campaigns/${campaign.slug}/picture`}>
      <h2>{t.upload.title}</h2>
      <p class="note">{t.upload.hint}</p>
      <input type="hidden" name="base" value={String(base)} />
      {isDraft && <input type="hidden" name="draft" value="1" />}
      <div class="edit-field">
        <label for="edit-upload">{t.upload.file}</label>
        <input
          id="edit-upload"
          type="file"
          name="upload"
          accept="image/*"
          required
          {...(errors.has('upload')
            ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'edit-upload-error' }
            : {})}
        />
        <Wrong form={form} name="upload" />
      </div>
      {locales
        .filter((spoken) => campaign.texts[spoken])
        .map((spoken) => (
          <Field
            key={spoken}
            form={form}
            name={`alt.${spoken}`}
            label={t.upload.alt(t.form.bilingual[spoken])}
            spoken={spoken}
          />
        ))}
      <p>
        <button class="button button-quiet" type="submit">
          {t.upload.button}
        </button>
      </p>
    </form>
  );
}
