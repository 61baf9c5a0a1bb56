import { messages } from '../locales/index.ts';
import { type Group, isGroup, matches } from '../segments/form.ts';
import { conditionText, type Telling } from '../segments/words.ts';

type TreeProps = Telling & {
  /** The step's key: every button says what it is about. */
  step: string;
  group: Group;
  path?: number[];
};

/** A step's condition, group by group: what each takes, and its members, each with the button that takes it out. */
export function ConditionTree(props: TreeProps) {
  const { locale, step, group, path = [] } = props;
  const t = messages(locale).segments;
  return (
    <div class="members">
      <p class="matches">
        <span class="hidden">{t.matchLabel}</span>
        {matches.map((match) => (
          <button
            key={match}
            type="submit"
            name="do"
            value={`match ${step} ${match} ${path.join('.')}`}
            aria-pressed={match === group.match ? 'true' : 'false'}
          >
            {t.matches[match]}
          </button>
        ))}
      </p>
      <ul class="conditions">
        {group.conditions.map((member, index) => {
          const own = [...path, index];
          if (isGroup(member)) {
            return (
              <li key={own.join('.')} class="condition-group">
                <ConditionTree {...props} group={member} path={own} />
              </li>
            );
          }
          const text = conditionText(member, props);
          return (
            <li key={own.join('.')} class="condition">
              {member.not && <strong>{t.exceptMark}</strong>} <span>{text}</span>
              <button class="condition-remove" type="submit" name="do" value={`without ${step} ${own.join('.')}`}>
                <span class="hidden">{t.remove(text)}</span>
                <span aria-hidden="true">×</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
