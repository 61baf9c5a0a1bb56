import { messages } from '../locales/index.ts';
import { conditionFields, conditionKinds } from '../segments/condition-form.ts';
import { readSegment } from '../segments/form.ts';
import { placesFor, segmentText } from '../segments/words.ts';
import { ConditionTree } from './condition-tree.tsx';
import type { DraftStep } from './draft-form.ts';
import type { EditProps } from './edit-pages.tsx';

/** For whom a step is, in the words of segments, and the way to say it more narrowly. */
export function ConditionPart(props: EditProps & { step: DraftStep }) {
  const { locale, timezone, segmentChoices, step, adding } = props;
  const t = messages(locale).sequences;
  const { key } = step;
  const condition = readSegment(step.condition);
  const unreadable = step.condition !== '' && !condition;
  const telling = { locale, choices: segmentChoices, timezone };
  const kinds = messages(locale).segments.kinds;
  const open = adding?.step === key ? adding : undefined;
  return (
    <fieldset class="edit-both condition-part">
      <legend>{t.condition}</legend>
      <input type="hidden" name={`${key}.condition`} value={step.condition} />
      {condition ? (
        <>
          <p class="note">{segmentText(condition, telling)}</p>
          <ConditionTree {...telling} step={key} group={condition} />
        </>
      ) : (
        <p class={unreadable ? 'field-error' : 'note'}>{unreadable ? t.unreadable : t.everyone}</p>
      )}
      {open && <Fields {...props} adding={open} />}
      <p class="edit-actions">
        <label class="hidden" for={`${key}-kind`}>
          {t.conditionKind}
        </label>
        <select id={`${key}-kind`} name={`${key}.kind`}>
          {conditionKinds.map((kind) => (
            <option key={kind} value={kind} selected={kind === open?.kind}>
              {kinds[kind]}
            </option>
          ))}
        </select>
        <button class="button button-quiet" type="submit" name="do" value={`kind ${key}`}>
          {t.conditionKind}
        </button>
        {step.condition !== '' && (
          <button class="button button-quiet" type="submit" name="do" value={`clear ${key}`}>
            {t.clearCondition}
          </button>
        )}
      </p>
    </fieldset>
  );
}

function Fields(props: EditProps & { step: DraftStep; adding: NonNullable<EditProps['adding']> }) {
  const { locale, organizer, segmentChoices, adding } = props;
  const t = messages(locale);
  const { step, kind, typed, errors } = adding;
  const condition = readSegment(props.step.condition);
  const into = condition ? placesFor(locale, condition) : [];
  const nots = Object.entries(t.segments.nots).map(([value, label]) => ({ value, label }));
  const fields = [
    ...conditionFields(kind, { locale, choices: segmentChoices }, organizer.id),
    { name: 'not', label: t.segments.not, control: 'select' as const, options: nots },
    ...(condition ? [{ name: 'into', label: t.segments.into, control: 'select' as const, options: into }] : []),
  ];
  return (
    <div class="edit-row">
      {errors[''] && <p class="field-error">{errors['']}</p>}
      {fields.map(({ name, label, control, options, ...rest }) => {
        const id = `${step}-new-${name}`;
        const hint = 'hint' in rest ? rest.hint : undefined;
        const described = errors[name] ? `${id}-error` : hint ? `${id}-hint` : undefined;
        return (
          <div key={name} class="edit-field">
            <label for={id}>{label}</label>
            {hint && (
              <p class="note" id={`${id}-hint`}>
                {hint}
              </p>
            )}
            {control === 'select' ? (
              <select id={id} name={`${step}.new.${name}`} aria-describedby={described}>
                {options?.map((option) => (
                  <option key={option.value} value={option.value} selected={option.value === typed[name]}>
                    {option.label}
                  </option>
                ))}
              </select>
            ) : (
              <input
                id={id}
                type={control}
                name={`${step}.new.${name}`}
                value={typed[name] ?? ''}
                autocomplete="off"
                aria-describedby={described}
              />
            )}
            {errors[name] && (
              <p class="field-error" id={`${id}-error`}>
                {errors[name]}
              </p>
            )}
          </div>
        );
      })}
      <p>
        <button class="button button-quiet" type="submit" name="do" value={`condition ${step}`}>
          {t.sequences.addCondition}
        </button>
      </p>
    </div>
  );
}
