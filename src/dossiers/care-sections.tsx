import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { longestNote } from '../notes/form.ts';
import { longestTag } from '../tags/form.ts';

export type Care = {
  tags: { id: string; name: string }[];
  suggestions: string[];
  owners: { id: string; name: string }[];
  teams: { id: string; name: string }[];
};

export type CareProblem =
  | { at: 'tag'; typed: string; text: string }
  | { at: 'owner'; text: string }
  | { at: 'note'; typed: string; text: string };

type CareProps = {
  locale: Locale;
  organizer: SignedInOrganizer;
  path: string;
  contact: { ownerId: string | null; teamId: string | null };
  care: Care;
  problem: CareProblem | undefined;
};

/** Who looks after a contact, and the words that it is sorted by. */
export function CareSection(props: CareProps) {
  const t = messages(props.locale).outreach.care;
  return (
    <section class="card" aria-labelledby="care">
      <h2 id="care">{t.title}</h2>
      {props.organizer.mayOpen('/admin/contacts/:id/edit') && <OwnerForm {...props} />}
      <Tags {...props} />
    </section>
  );
}

function OwnerForm({ locale, path, contact, care, problem }: CareProps) {
  const t = messages(locale).outreach.care;
  const wrong = problem?.at === 'owner' ? problem.text : undefined;
  return (
    <form class="care" method="post" action={`${path}/owner`}>
      <div>
        <label for="owner">{t.owner}</label>
        <select
          id="owner"
          name="owner"
          {...(wrong === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': 'owner-problem' })}
        >
          <option value="">{t.nobody}</option>
          {care.owners.map(({ id, name }) => (
            <option key={id} value={id} selected={id === contact.ownerId}>
              {name}
            </option>
          ))}
        </select>
        {wrong !== undefined && (
          <p class="field-error" id="owner-problem">
            {wrong}
          </p>
        )}
      </div>
      {care.teams.length > 0 && (
        <div>
          <label for="team">{t.team}</label>
          <select id="team" name="team">
            <option value="">{t.noTeam}</option>
            {care.teams.map(({ id, name }) => (
              <option key={id} value={id} selected={id === contact.teamId}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <button class="button button-quiet" type="submit">
        {t.save}
      </button>
    </form>
  );
}

function Tags({ locale, path, care, problem }: CareProps) {
  const t = messages(locale).outreach.care;
  const wrong = problem?.at === 'tag' ? problem : undefined;
  return (
    <div class="stack">
      <h3>{t.tags}</h3>
      {care.tags.length === 0 ? (
        <p class="note">{t.noTags}</p>
      ) : (
        <ul class="tags">
          {care.tags.map(({ id, name }) => (
            <li key={id}>
              <form class="tag" method="post" action={`${path}/tags/${id}/remove`}>
                <span class="any-break">{name}</span>
                <button type="submit" aria-label={t.removeTag(name)} title={t.removeTag(name)}>
                  ×
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <form class="add-tag" method="post" action={`${path}/tags`}>
        <label for="tag">{t.addTag}</label>
        <input
          id="tag"
          name="tag"
          type="text"
          required
          maxlength={longestTag}
          autocomplete="off"
          list="tag-suggestions"
          value={wrong?.typed ?? ''}
          {...(wrong ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'tag-problem' } : {})}
        />
        <datalist id="tag-suggestions">
          {care.suggestions.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button class="button button-quiet" type="submit">
          {t.add}
        </button>
        {wrong && (
          <p class="field-error" id="tag-problem">
            {wrong.text}
          </p>
        )}
      </form>
    </div>
  );
}

type NoteFormProps = { locale: Locale; path: string; noteId: string; problem: CareProblem | undefined };

/** Something to remember that came of no call. */
export function NoteForm({ locale, path, noteId, problem }: NoteFormProps) {
  const t = messages(locale).outreach;
  const wrong = problem?.at === 'note' ? problem : undefined;
  return (
    <details class="card" {...(wrong ? { open: true } : {})}>
      <summary>
        <strong>{t.notes.write}</strong>
      </summary>
      <form class="stack" method="post" action={`${path}/notes`}>
        <input type="hidden" name="id" value={noteId} />
        <label for="note">{t.notes.title}</label>
        <textarea
          id="note"
          name="note"
          rows={4}
          required
          maxlength={longestNote}
          aria-describedby={wrong ? 'note-problem note-hint' : 'note-hint'}
          {...(wrong ? { 'aria-invalid': 'true' as const } : {})}
        >
          {wrong?.typed ?? ''}
        </textarea>
        {wrong && (
          <p class="field-error" id="note-problem">
            {wrong.text}
          </p>
        )}
        <p class="note" id="note-hint">
          {t.attempt.noteHint}
        </p>
        <p>
          <button class="button button-quiet" type="submit">
            {t.notes.save}
          </button>
        </p>
      </form>
    </details>
  );
}
