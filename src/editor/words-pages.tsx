import { type Locale, messages } from '../locales/index.ts';
import { Both, Field, Group } from '../ui/admin-fields.tsx';
import type { PartFieldsProps } from './part-pages.tsx';
import { blanksOf } from './parts.ts';
import { plainWords, questionRows } from './words-form.ts';

/** One field for each blank that is left. */
export function Blanks({ form, content }: Pick<PartFieldsProps, 'form' | 'content'>) {
  const t = messages(form.locale).editor.fields;
  const blanks = blanksOf(content);
  if (blanks.length === 0) return <p class="empty">{t.blanksNone}</p>;
  return (
    <section class="card">
      <p class="note">{t.blanksLead}</p>
      {blanks.map((blank) => (
        <Field key={blank} form={form} name={`blank.${blank}`} label={blankLabel(form.locale, blank)} />
      ))}
    </section>
  );
}

/** What a blank stands for, and in which language it is written. */
function blankLabel(locale: Locale, blank: string): string {
  const t = messages(locale).editor;
  const [, opening, what] = /^\[(À REMPLIR|FILL IN)[\s\u00a0]?:[\s\u00a0]*(.*)\]$/.exec(blank) ?? [];
  if (what === undefined) return t.fields.donationUrl;
  return t.paths.inLanguage(what, t.form.bilingual[opening === 'FILL IN' ? 'en' : 'fr']);
}

const long = { ask: 3, thanks: 2, share: 3, title: undefined, headline: undefined, button: undefined };

/** The texts of the page, language beside language. */
export function Words({ form, content }: PartFieldsProps) {
  const t = messages(form.locale).editor;
  return (
    <>
      <Group title={t.parts.words[0] ?? ''}>
        {plainWords.map((name) => {
          const rows = long[name];
          return (
            <Both
              key={name}
              form={form}
              nameIn={(spoken) => `texts.${spoken}.${name}`}
              label={t.fields[name]}
              {...(rows ? { rows } : {})}
            />
          );
        })}
      </Group>
      <Group title={t.fields.story} hint={t.form.markdown}>
        <Both form={form} nameIn={(spoken) => `texts.${spoken}.story`} label={t.fields.story} rows={10} />
      </Group>
      <Group title={t.paths.text.faq} hint={t.form.markdown}>
        {Array.from({ length: questionRows(content) }, (_, index) => index).map((index) => (
          <div key={index} class="edit-row">
            <Both
              form={form}
              nameIn={(spoken) => `texts.${spoken}.faq.${index}.question`}
              label={t.fields.faq(index + 1)}
            />
            <Both
              form={form}
              nameIn={(spoken) => `texts.${spoken}.faq.${index}.answer`}
              label={t.fields.answer}
              rows={3}
            />
          </div>
        ))}
      </Group>
    </>
  );
}
