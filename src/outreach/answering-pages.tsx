import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { Answering } from './form.ts';

type AnsweringFormProps = { locale: Locale; role: SignedInOrganizer['role']; answering: Answering };

/** How the organizer takes part: a form at the foot of the list. Leaders have no turn to take: they get their teams' people alone. */
export function AnsweringForm({ locale, role, answering }: AnsweringFormProps) {
  const t = messages(locale).outreach.settings;
  const languages = messages(locale).admin.contact.languages;
  return (
    <section class="card" aria-labelledby="settings">
      <h2 id="settings">{t.title}</h2>
      <form class="stack" method="post" action="/admin/waiting/settings">
        {role === 'leader' ? (
          answering.takesNew && <input type="hidden" name="takesNew" value="yes" />
        ) : (
          <div>
            <label class="tick">
              <input
                type="checkbox"
                name="takesNew"
                value="yes"
                checked={answering.takesNew}
                aria-describedby="takes-new-hint"
              />
              <span>{t.takesNew}</span>
            </label>
            <p class="note" id="takes-new-hint">
              {t.takesNewHint}
            </p>
          </div>
        )}
        <label class="tick">
          <input type="checkbox" name="dailyMail" value="yes" checked={answering.dailyMail} />
          <span>{t.dailyMail}</span>
        </label>
        <div class="short">
          <label for="mail-locale">{t.locale}</label>
          <select id="mail-locale" name="locale">
            <option value="">{t.site}</option>
            {(['fr', 'en'] as const).map((one) => (
              <option key={one} value={one} selected={answering.locale === one}>
                {languages[one]}
              </option>
            ))}
          </select>
        </div>
        <p>
          <button class="button button-quiet" type="submit">
            {t.save}
          </button>
        </p>
      </form>
    </section>
  );
}
