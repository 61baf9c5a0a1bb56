import type { CampaignContent } from '../imports/form.ts';
import { messages } from '../locales/index.ts';
import { Field, type FormView, Group } from '../ui/admin-fields.tsx';
import { consentBoxes, consentWordsName, spokenIn } from './consent-words-form.ts';

/** The campaign's own sentences beside the boxes, by language; what stands there otherwise is said with each. */
export function ConsentWords({ form, content }: { form: FormView; content: CampaignContent }) {
  const { fields: t, form: words } = messages(form.locale).editor;
  return (
    <Group title={t.ownConsents} hint={t.ownConsentsHint}>
      {consentBoxes(content).map(({ key, partner, fallback }) => (
        <fieldset key={key} class="edit-both">
          <legend>{partner || new Map(Object.entries(t.channels)).get(key)}</legend>
          {spokenIn(content).map((spoken) => (
            <Field
              key={spoken}
              form={form}
              name={consentWordsName(spoken, key)}
              label={words.bilingual[spoken]}
              hint={t.ownConsentDefault(fallback(spoken))}
              spoken={spoken}
              rows={3}
            />
          ))}
        </fieldset>
      ))}
    </Group>
  );
}
