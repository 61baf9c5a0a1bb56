import { messages } from '../locales/index.ts';
import { Both, Field, type FormView, Group, Select, Tick } from '../ui/admin-fields.tsx';
import { shiftKinds } from './dates-form.ts';
import type { PartFieldsProps } from './part-pages.tsx';

/** Every date with its words, and room for one more. */
export function DatesFields({ form, content, taken }: PartFieldsProps) {
  const t = messages(form.locale).editor;
  return (
    <>
      {content.shifts.map(({ key }, index) => (
        <Group key={key} title={t.fields.shift(index + 1)}>
          <DateFields form={form} row={`shifts.${index}`} />
          {(taken.get(key) ?? 0) > 0 ? (
            <p class="note">{t.fields.taken(taken.get(key) ?? 0)}</p>
          ) : (
            <Tick form={form} name={`shifts.${index}.remove`} label={t.form.remove} />
          )}
        </Group>
      ))}
      <Group title={t.fields.shiftNew}>
        <DateFields form={form} row={`shifts.${content.shifts.length}`} />
      </Group>
    </>
  );
}

/** One date: when, how many, and its words in both languages. */
export function DateFields({ form, row }: { form: FormView; row: string }) {
  const t = messages(form.locale).editor.fields;
  const kinds = shiftKinds.map((value) => ({ value, label: t.shiftKinds[value] }));
  return (
    <>
      <div class="edit-line">
        <Select form={form} name={`${row}.kind`} label={t.kind} options={kinds} />
        <Field form={form} name={`${row}.day`} label={t.day} type="date" />
        <Field form={form} name={`${row}.startsAt`} label={t.startsAt} type="time" />
        <Field form={form} name={`${row}.minutes`} label={t.minutes} type="number" />
        <Field form={form} name={`${row}.seats`} label={t.seats} type="number" />
        <Field form={form} name={`${row}.minimum`} label={t.minimum} type="number" />
      </div>
      <Both form={form} nameIn={(spoken) => `${row}.texts.${spoken}.title`} label={t.shiftTitle} />
      <Both form={form} nameIn={(spoken) => `${row}.texts.${spoken}.place`} label={t.place} hint={t.placeHint} />
      <Both form={form} nameIn={(spoken) => `${row}.texts.${spoken}.details`} label={t.details} rows={2} />
    </>
  );
}
