import type { Child } from 'hono/jsx';
import { isCustom } from '../campaigns/field-form.ts';
import { sectionNames } from '../campaigns/form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type Locale, locales, messages } from '../locales/index.ts';
import { asset } from '../ui/assets.ts';
import { copyName, copyWidths, readUploaded } from '../ui/uploaded-picture.ts';
import { goalKinds, pledgeKinds, pledgeMoments } from './ask-form.ts';
import { confirmations, jurisdictions, partnersOf } from './consents-form.ts';
import { DatesFields } from './dates-pages.tsx';
import { Both, Field, type FormView, Group, Select, Tick } from './fields.tsx';
import { asked, builtIn } from './fields-form.ts';
import { drawings } from './look-form.ts';
import { OwnQuestions } from './own-pages.tsx';
import { nextAsks } from './page-form.ts';
import { blanksOf, type PartName } from './parts.ts';
import { plainWords, questionRows } from './words-form.ts';

export type PartFieldsProps = {
  form: FormView;
  content: CampaignContent;
  /** How often a shift was ever booked, by its key. */
  taken: ReadonlyMap<string, number>;
  /** Pictures that were uploaded lately, for any campaign. */
  uploads: string[];
};

/** The fields of one part of a campaign. */
export function PartFields({ part, ...props }: PartFieldsProps & { part: PartName }): Child {
  switch (part) {
    case 'blanks':
      return <Blanks {...props} />;
    case 'words':
      return <Words {...props} />;
    case 'look':
      return <Look {...props} />;
    case 'ask':
      return <Ask {...props} />;
    case 'fields':
      return <Questions {...props} />;
    case 'consents':
      return <Consents {...props} />;
    case 'page':
      return <PageOrder {...props} />;
    case 'dates':
      return <DatesFields {...props} />;
    case 'sender':
      return <SenderFields {...props} />;
  }
}

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

function Words({ form, content }: PartFieldsProps) {
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

function Look({ form, uploads }: PartFieldsProps) {
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

function Ask({ form }: PartFieldsProps) {
  const t = messages(form.locale).editor;
  const f = t.fields;
  return (
    <>
      <Group title={t.paths.setting.goal}>
        <div class="edit-line">
          <Select form={form} name="settings.goal.kind" label={f.goalKind} options={from(goalKinds, f.goalKinds)} />
          <Field form={form} name="settings.goal.target" label={f.target} />
        </div>
      </Group>
      <Group title={t.paths.setting.pledge}>
        <div class="edit-line">
          <Select form={form} name="settings.pledge" label={f.pledge} options={from(pledgeKinds, f.pledgeKinds)} />
          <Select form={form} name="pledge.moment" label={f.moment} options={from(pledgeMoments, f.moments)} />
        </div>
        <h3>{f.ifMoney}</h3>
        <Field form={form} name="settings.pledge.amounts" label={f.amounts} hint={f.amountsHint} />
        <Tick form={form} name="pledge.once" label={f.once} />
        <Tick form={form} name="pledge.monthly" label={f.monthly} />
        <Field form={form} name="settings.pledge.donationUrl" label={f.donationUrl} type="url" />
        <h3>{f.ifCount}</h3>
        <Field form={form} name="settings.pledge.suggestions" label={f.suggestions} hint={f.amountsHint} />
      </Group>
    </>
  );
}

function Questions({ form, content }: PartFieldsProps) {
  const t = messages(form.locale).editor.fields;
  return (
    <>
      <Group title={t.standard} hint={t.always}>
        <div class="edit-line">
          {builtIn.map((name) => (
            <Select
              key={name}
              form={form}
              name={`field.${name}`}
              label={t.builtIn[name]}
              options={from(asked, t.asked)}
            />
          ))}
        </div>
        <Both form={form} nameIn={(spoken) => `texts.${spoken}.question`} label={t.freeQuestion} />
        <Both form={form} nameIn={(spoken) => `texts.${spoken}.skills`} label={t.skills} rows={4} />
      </Group>
      <OwnQuestions form={form} fields={content.settings.fields.filter(isCustom)} />
    </>
  );
}

function Consents({ form, content }: PartFieldsProps) {
  const t = messages(form.locale).editor.fields;
  const partners = partnersOf(content);
  return (
    <>
      <Group title={t.jurisdiction}>
        <div class="edit-line">
          <Select
            form={form}
            name="settings.jurisdiction"
            label={t.jurisdiction}
            options={from(jurisdictions, t.jurisdictions)}
          />
          <Select
            form={form}
            name="consents.confirmation"
            label={t.confirmation}
            options={from(confirmations, t.confirmations)}
          />
        </div>
      </Group>
      <Group title={t.channelsTitle} hint={t.channelsHint}>
        {(['email', 'sms', 'phone'] as const).map((channel) => (
          <Tick key={channel} form={form} name={`consents.${channel}`} label={t.channels[channel]} />
        ))}
        {partners.map(({ key }, index) => (
          <Field key={key} form={form} name={`consents.partner.${index}`} label={t.partner} />
        ))}
        <Field form={form} name={`consents.partner.${partners.length}`} label={t.partnerNew} />
      </Group>
    </>
  );
}

function PageOrder({ form }: PartFieldsProps) {
  const t = messages(form.locale);
  const f = t.editor.fields;
  return (
    <>
      <Group title={f.sections} hint={f.sectionsHint}>
        <div class="edit-order">
          {sectionNames.map((name) => (
            <Field key={name} form={form} name={`section.${name}`} label={t.wordings.sections[name]} type="number" />
          ))}
        </div>
      </Group>
      <Group title={f.next} hint={f.nextHint}>
        <div class="edit-order">
          {nextAsks.map((name) => (
            <Field key={name} form={form} name={`next.${name}`} label={f.nextAsks[name]} type="number" />
          ))}
        </div>
      </Group>
    </>
  );
}

function SenderFields({ form }: PartFieldsProps) {
  const t = messages(form.locale).editor;
  const f = t.fields;
  const field = (path: string) => `settings.${path}`;
  return (
    <>
      <Group title={t.parts.sender[0] ?? ''}>
        <Field form={form} name={field('sender.name')} label={f.senderName} />
        <Field form={form} name={field('sender.address')} label={f.address} hint={f.addressHint} />
        <Field form={form} name={field('sender.email')} label={f.email} type="email" />
        <Field form={form} name={field('sender.website')} label={f.website} type="url" />
      </Group>
      <Group title={f.authority}>
        <div class="edit-line">
          <Field form={form} name={field('authority.paidBy')} label={f.paidBy} />
          <Field form={form} name={field('authority.agent')} label={f.agent} />
        </div>
        <Both form={form} nameIn={(spoken) => `texts.${spoken}.legal`} label={f.legal} rows={3} />
        <Both form={form} nameIn={(spoken) => `texts.${spoken}.privacy`} label={f.privacy} rows={3} />
      </Group>
      <Group title={f.place2}>
        <div class="edit-line">
          <Select
            form={form}
            name={field('defaultLocale')}
            label={f.defaultLocale}
            options={from(locales, t.form.bilingual)}
          />
          <Field form={form} name={field('timezone')} label={f.timezone} />
          <Field form={form} name={field('country')} label={f.country} />
          <Field form={form} name={field('currency')} label={f.currency} />
        </div>
        <Field form={form} name={field('embedHosts')} label={f.embedHosts} rows={2} />
      </Group>
    </>
  );
}

function from<Word extends string>(words: readonly Word[], labels: Record<Word, string>) {
  return words.map((value) => ({ value, label: labels[value] }));
}
