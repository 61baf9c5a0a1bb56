import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { longestNote } from '../notes/form.ts';
import { AdminPage } from '../ui/admin-layout.tsx';

type Shared = { locale: Locale; path: string; organizer: { name: string; email: string }; contactId: string };
type NotePageProps = Shared & {
  note: { id: string; body: string };
  /** What was typed, where it comes back, and why. */
  typed?: { body: string; problem: string; conflict: boolean };
};

/** The form to change a note of one's own. */
export function NotePage({ locale, path, organizer, contactId, note, typed }: NotePageProps) {
  const t = messages(locale).outreach.notes;
  const own = `/admin/contacts/${contactId}`;
  return (
    <NoteFrame {...{ locale, path, organizer }} title={t.editTitle}>
      {typed?.conflict && (
        <div class="alert" role="alert">
          <p>{typed.problem}</p>
          <blockquote class="any-break">{note.body}</blockquote>
        </div>
      )}
      <form class="card stack edit" method="post" action={`${own}/notes/${note.id}`}>
        <input type="hidden" name="was" value={note.body} />
        <div>
          <label for="note">{t.title}</label>
          <textarea
            id="note"
            name="note"
            rows={8}
            maxlength={longestNote}
            {...(typed && !typed.conflict
              ? { 'aria-invalid': 'true' as const, 'aria-describedby': 'note-problem' }
              : {})}
          >
            {typed?.body ?? note.body}
          </textarea>
          {typed && !typed.conflict && (
            <p class="field-error" id="note-problem">
              {typed.problem}
            </p>
          )}
        </div>
        <p>
          <button class="button" type="submit">
            {t.save}
          </button>{' '}
          <a class="button button-quiet" href={own}>
            {t.cancel}
          </a>
        </p>
      </form>
    </NoteFrame>
  );
}

/** Asks once more before a note goes for good. */
export function DeleteNotePage({ locale, path, organizer, contactId, note }: NotePageProps) {
  const t = messages(locale).outreach.notes;
  const own = `/admin/contacts/${contactId}`;
  return (
    <NoteFrame {...{ locale, path, organizer }} title={t.removeTitle}>
      <blockquote class="any-break">{note.body}</blockquote>
      <p>{t.removeText}</p>
      <form method="post" action={`${own}/notes/${note.id}/delete`}>
        <button class="button" type="submit">
          {t.removeNow}
        </button>{' '}
        <a class="button button-quiet" href={own}>
          {t.cancel}
        </a>
      </form>
    </NoteFrame>
  );
}

/** Said instead of a note that is gone, or is somebody else's. */
export function MissingNotePage({ locale, path, organizer, contactId }: Shared) {
  const t = messages(locale).outreach;
  return (
    <NoteFrame {...{ locale, path, organizer }} title={t.notes.missing}>
      <p>
        <a href={`/admin/contacts/${contactId}`}>{t.edit.back}</a>
      </p>
    </NoteFrame>
  );
}

function NoteFrame({ title, children, ...page }: Omit<Shared, 'contactId'> & { title: string; children?: Child }) {
  return (
    <AdminPage {...page} place="contacts" title={title} stylesheets={['/css/answering.css']}>
      <h1>{title}</h1>
      {children}
    </AdminPage>
  );
}
