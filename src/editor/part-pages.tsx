import type { Child } from 'hono/jsx';
import { isCustom } from '../campaigns/field-form.ts';
import { sectionNames } from '../campaigns/form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales, messages } from '../locales/index.ts';
import { Both, Field, type FormView, Group, Select, Tick } from '../ui/admin-fields.tsx';
import { goalKinds, pledgeKinds, pledgeMoments } from './ask-form.ts';
import { spokenIn } from './consent-words-form.ts';
import { ConsentWords } from './consent-words-pages.tsx';
import { confirmations, jurisdictions, partnersOf } from './consents-form.ts';
import { DatesFields } from './dates-pages.tsx';
import { asked, builtIn } from './fields-form.ts';
import { Look } from './look-pages.tsx';
import { OwnQuestions } from './own-pages.tsx';
import { nextAsks } from './page-form.ts';
import type { PartName } from './parts.ts';
import { TasksFields } from './tasks-pages.tsx';
import { Blanks, Words } from './words-pages.tsx';

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
    case 'tasks':
      return <TasksFields {...props} />;
    case 'sender':
      return <SenderFields {...props} />;
  }
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

function Questions({ form: whole, content }: PartFieldsProps) {
  // What is asked is asked in the languages that the page is written in.
  const form = { ...whole, spoken: spokenIn(content) };
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
      <ConsentWords form={form} content={content} />
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
