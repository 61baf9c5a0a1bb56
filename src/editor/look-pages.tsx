import { messages } from '../locales/index.ts';
import { Both, Field, Group } from '../ui/admin-fields.tsx';
import { asset } from '../ui/assets.ts';
import { copyName, copyWidths, readUploaded } from '../ui/uploaded-picture.ts';
import { drawings } from './look-form.ts';
import type { PartFieldsProps } from './part-pages.tsx';

/** Colour and picture, one of ours or an uploaded one. */
export function Look({ form, uploads }: PartFieldsProps) {
  const t = messages(form.locale).editor.fields;
  const chosen = form.values['settings.picture'] ?? '';
  const files = [...new Set([...drawings, ...uploads, chosen])].filter((file) => file !== '');
  return (
    <>
      <Group title={t.colour}>
        <Field form={form} name="settings.colour" label={t.colour} hint={t.colourHint} type="color" />
      </Group>
      <Group title={t.picture}>
        <fieldset class="edit-pictures">
          <legend class="hidden">{t.picture}</legend>
          {files.map((file) => (
            <label key={file}>
              <input type="radio" name="settings.picture" value={file} checked={file === chosen} />
              <img src={asset(`/pictures/${thumbnail(file)}`)} alt={file} width="240" height="160" loading="lazy" />
            </label>
          ))}
        </fieldset>
        <Both
          form={form}
          nameIn={(spoken) => `texts.${spoken}.pictureAlt`}
          label={t.pictureAlt}
          hint={t.pictureAltHint}
          rows={2}
        />
      </Group>
    </>
  );
}

function thumbnail(file: string): string {
  const uploaded = readUploaded(file);
  return uploaded ? copyName(uploaded, copyWidths(uploaded)[0] ?? uploaded.width, 'jpg') : file;
}
