import { ProblemList } from '../editor/problem-list.tsx';
import type { PlacedProblem } from '../editor/words-of.ts';
import { sequenceName } from '../followups/view.ts';
import { locales, messages } from '../locales/index.ts';
import { mergeFaults } from '../mail/merge-fields.ts';
import type { SegmentChoices } from '../segments/queries.ts';
import { Both, Field, type FormView, Select, Tick } from '../ui/admin-fields.tsx';
import { AdminPage } from '../ui/admin-layout.tsx';
import type { Adding } from './change-draft.ts';
import { ConditionPart } from './condition-pages.tsx';
import { choices, type Draft, type DraftStep, toSequence } from './draft-form.ts';
import type { Shared } from './list-pages.tsx';

export type EditProps = Shared & {
  draft: Draft;
  /** The version of the campaign that it was written from. */
  base: number;
  isNew: boolean;
  timezone: string;
  segmentChoices: SegmentChoices;
  wrong: ReadonlySet<string>;
  /** What else of the campaign keeps it from being saved. */
  problems?: PlacedProblem[];
  adding?: Adding | undefined;
};

/** The form of a sequence and of its steps, both languages side by side. It is whole without a script. */
export function EditSequencePage(props: EditProps) {
  const { locale, organizer, campaign, draft, base, isNew, wrong, problems = [] } = props;
  const t = messages(locale).sequences;
  const home = `/admin/campaigns/${campaign.slug}/sequences`;
  const read = toSequence(draft);
  const title = isNew ? t.add : t.edit(read.ok ? sequenceName(locale, read.sequence) : draft.name || draft.key);
  const form: FormView = { locale, values: valuesOf(draft), errors: errorsOf(props) };
  return (
    <AdminPage
      locale={locale}
      path={`${home}/${draft.key}`}
      organizer={organizer}
      place="campaigns"
      title={title}
      stylesheets={['/css/editor.css', '/css/segments.css']}
    >
      <div class="page-head">
        <h1>{title}</h1>
        {!isNew && <a href={`${home}/${draft.key}/rehearse`}>{t.rehearse}</a>}
        <a href={home}>{t.backToList}</a>
      </div>
      {problems.length > 0 && (
        <div class="alert" role="alert">
          <p>{messages(locale).editor.form.problems}</p>
          <ProblemList problems={problems} />
        </div>
      )}
      {wrong.size > 0 && (
        <div class="alert" role="alert">
          <p>{t.wrong}</p>
          <ul>
            {[...form.errors.values()].map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
      <form class="edit-form" method="post" action={`${home}/${draft.key}`} novalidate>
        <input type="hidden" name="base" value={String(base)} />
        {isNew && <input type="hidden" name="new" value="yes" />}
        <button class="hidden" type="submit" name="do" value="save" tabindex={-1}>
          {t.save}
        </button>
        <Head form={form} />
        {draft.steps.map((step, index) => (
          <StepFields key={step.key} {...props} form={form} step={step} index={index} />
        ))}
        <p class="edit-save">
          <button class="button button-quiet" type="submit" name="do" value="add">
            {t.addStep}
          </button>
          <button class="button" type="submit" name="do" value="save">
            {t.save}
          </button>
          {!isNew && (
            <button class="button button-quiet" type="submit" name="do" value="remove">
              {t.remove}
            </button>
          )}
        </p>
      </form>
    </AdminPage>
  );
}

function Head({ form }: { form: FormView }) {
  const t = messages(form.locale).sequences;
  const f = t.fields;
  return (
    <div class="card edit-grid">
      <Field form={form} name="name" label={f.name} hint={f.nameHint} />
      <Select
        form={form}
        name="on"
        label={f.on}
        options={choices.startKinds.map((on) => ({ value: on, label: t.starts[on] }))}
      />
      <div class="only-silence">
        <Field form={form} name="days" label={f.days} type="number" />
      </div>
      <div class="only-date">
        <Field form={form} name="date" label={f.date} hint={f.dateHint} type="date" />
      </div>
      <Select
        form={form}
        name="goal"
        label={f.goal}
        options={choices.goals.map((goal) => ({ value: goal, label: t.goals[goal] }))}
      />
      <Field form={form} name="priority" label={f.priority} hint={f.priorityHint} type="number" />
      <Select
        form={form}
        name="state"
        label={f.state}
        options={(['draft', 'live', 'paused'] as const).map((state) => ({ value: state, label: t.states[state] }))}
      />
    </div>
  );
}

type StepProps = EditProps & { form: FormView; step: DraftStep; index: number };

function StepFields(props: StepProps) {
  const { form, step, index, locale, draft } = props;
  const t = messages(locale).sequences;
  const f = t.fields;
  const { key } = step;
  const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: t.hour(hour) }));
  const button = (verb: string, label: string, mark: string) => (
    <button class="button button-quiet" type="submit" name="do" value={`${verb} ${key}`} aria-label={label}>
      {mark}
    </button>
  );
  return (
    <fieldset class="card edit-grid">
      <legend>{t.step(index + 1)}</legend>
      <input type="hidden" name="step" value={key} />
      <p class="edit-actions">
        {index > 0 && button('up', t.up(index + 1), t.upShort)}
        {index < draft.steps.length - 1 && button('down', t.down(index + 1), t.downShort)}
        {button('drop', t.drop(index + 1), t.dropShort)}
      </p>
      <Field form={form} name={`${key}.delay`} label={f.delay} />
      <Select
        form={form}
        name={`${key}.unit`}
        label={f.unit}
        options={(['hours', 'days'] as const).map((unit) => ({ value: unit, label: t.units[unit] }))}
      />
      <Select form={form} name={`${key}.hour`} label={f.hour} options={[{ value: '', label: f.anyHour }, ...hours]} />
      <Select
        form={form}
        name={`${key}.zone`}
        label={f.zone}
        options={(['contact', 'place'] as const).map((zone) => ({ value: zone, label: t.zones[zone] }))}
      />
      <Tick form={form} name={`${key}.weekdays`} label={f.weekdays} />
      <Select
        form={form}
        name={`${key}.leadsTo`}
        label={f.leadsTo}
        options={choices.destinations.map((one) => ({ value: one, label: t.destinations[one] }))}
      />
      <ConditionPart {...props} />
      <Both form={form} label={f.subject} nameIn={(spoken) => `${key}.${spoken}.subject`} />
      <Both form={form} label={f.body} hint={f.bodyHint} rows={7} nameIn={(spoken) => `${key}.${spoken}.body`} />
      <Both form={form} label={f.action} nameIn={(spoken) => `${key}.${spoken}.action`} />
    </fieldset>
  );
}

/** What stands in the fields, by their names. */
export function valuesOf({ key: _, steps, ...head }: Draft): Record<string, string> {
  const values: Record<string, string> = { ...head };
  for (const { key, texts, weekdays, ...rest } of steps) {
    for (const [name, value] of Object.entries(rest)) values[`${key}.${name}`] = value;
    if (weekdays) values[`${key}.weekdays`] = 'yes';
    for (const locale of locales) {
      for (const [name, value] of Object.entries(texts[locale])) values[`${key}.${locale}.${name}`] = value;
    }
  }
  return values;
}

function errorsOf({ locale, draft, wrong }: EditProps): ReadonlyMap<string, string> {
  const t = messages(locale).sequences;
  const words: Record<string, string> = t.fields;
  return new Map(
    [...wrong].map((field) => {
      const [key = '', ...rest] = field.split('.');
      const index = draft.steps.findIndex((step) => step.key === key);
      const label = words[rest.at(-1) ?? key] ?? field;
      const called = index < 0 ? label : `${t.step(index + 1)} – ${label}`;
      if (rest[0] === 'condition') return [field, t.wrongText(t.step(index + 1), t.unreadable)];
      const [fault] = mergeFaults(valuesOf(draft)[field] ?? '');
      if (fault) return [field, t.wrongText(called, messages(locale).mail.mergeFaults[fault.kind](fault))];
      return [field, t.wrongField(called)];
    }),
  );
}
