import type { CustomField } from '../campaigns/field-form.ts';
import { messages } from '../locales/index.ts';
import { Both, type FormView, Group, Select, Tick } from '../ui/admin-fields.tsx';
import { ownKinds } from './fields-form.ts';

/** The campaign's own questions, and room for one more. */
export function OwnQuestions({ form, fields }: { form: FormView; fields: CustomField[] }) {
  const t = messages(form.locale).editor;
  return (
    <>
      {fields.map(({ name, kind }, index) => (
        <Group key={name} title={`${t.fields.own} ${index + 1} · ${t.fields.kinds[kind]}`}>
          <Question form={form} row={`own.${index}`} hasOptions={kind === 'one-of' || kind === 'many-of'} />
          <Tick form={form} name={`own.${index}.remove`} label={t.form.remove} />
        </Group>
      ))}
      <Group title={t.fields.ownNew}>
        <Select
          form={form}
          name={`own.${fields.length}.kind`}
          label={t.fields.kind}
          options={ownKinds.map((value) => ({ value, label: t.fields.kinds[value] }))}
        />
        <Question form={form} row={`own.${fields.length}`} hasOptions />
      </Group>
    </>
  );
}

function Question({ form, row, hasOptions }: { form: FormView; row: string; hasOptions: boolean }) {
  const t = messages(form.locale).editor.fields;
  return (
    <>
      <Both form={form} nameIn={(spoken) => `${row}.${spoken}.label`} label={t.label} />
      <Both form={form} nameIn={(spoken) => `${row}.${spoken}.help`} label={t.help} />
      {hasOptions && <Both form={form} nameIn={(spoken) => `${row}.${spoken}.options`} label={t.options} rows={4} />}
      <Tick form={form} name={`${row}.required`} label={t.required} />
    </>
  );
}
