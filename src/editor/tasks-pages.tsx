import { messages } from '../locales/index.ts';
import { Both, Field, type FormView, Group, Select, Tick } from '../ui/admin-fields.tsx';
import type { PartFieldsProps } from './part-pages.tsx';
import { taskKinds } from './tasks-form.ts';

/** Every quick task with its words, and room for one more. */
export function TasksFields({ form, content }: PartFieldsProps) {
  const t = messages(form.locale).editor;
  const tasks = content.settings.quickTasks ?? [];
  return (
    <>
      {tasks.map(({ key }, index) => (
        <Group key={key} title={t.tasks.task(index + 1)}>
          <TaskFields form={form} row={`settings.quickTasks.${index}`} />
          <Tick form={form} name={`settings.quickTasks.${index}.remove`} label={t.form.remove} />
        </Group>
      ))}
      <Group title={t.tasks.add} hint={tasks.length === 0 ? t.tasks.none : t.tasks.addHint}>
        <TaskFields form={form} row={`settings.quickTasks.${tasks.length}`} />
      </Group>
    </>
  );
}

function TaskFields({ form, row }: { form: FormView; row: string }) {
  const { tasks: t } = messages(form.locale).editor;
  const kinds = taskKinds.map((value) => ({ value, label: t.kinds[value] }));
  return (
    <>
      <div class="edit-line">
        <Select form={form} name={`${row}.kind`} label={t.kind} options={kinds} />
        <Field form={form} name={`${row}.minutes`} label={t.minutes} type="number" />
      </div>
      <Both form={form} nameIn={(spoken) => `${row}.texts.${spoken}.title`} label={t.title} />
      <Both form={form} nameIn={(spoken) => `${row}.texts.${spoken}.text`} label={t.text} rows={3} />
      <Field form={form} name={`${row}.url`} label={t.url} hint={t.urlHint} type="url" />
      <Both form={form} nameIn={(spoken) => `${row}.texts.${spoken}.action`} label={t.action} />
      <Field form={form} name={`${row}.near`} label={t.near} hint={t.nearHint} />
    </>
  );
}
