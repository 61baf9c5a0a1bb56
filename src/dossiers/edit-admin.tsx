import { type Context, Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import { loadPhoneParser } from '../contacts/phone.ts';
import { underLocks } from '../contacts/under-locks.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { first, readForm } from '../http/read-form.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { deleteNote } from '../notes/delete-note.ts';
import { editNote } from '../notes/edit-note.ts';
import { readNote } from '../notes/form.ts';
import { findOwnNote } from '../notes/queries.ts';
import { mustOpen } from './contact-admin.tsx';
import { postedBefore, postedContact, readContact } from './contact-form.ts';
import { type EditResult, editContact } from './edit-contact.ts';
import { EditPage, type EditPageProps } from './edit-pages.tsx';
import { editingContext, findByEmail, isFurther, valuesOf } from './edit-queries.ts';
import { DeleteNotePage, MissingNotePage, NotePage } from './note-pages.tsx';
import type { ListedContact } from './queries.ts';

/** Changing what is known of a contact, and what one wrote about them; to be mounted at `/contacts/:id`. */
export function editAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;

  app.get('/edit', async (c) => {
    const found = await mustOpen(deps, c);
    const values = valuesOf(found.contact);
    return await editPage(c, found, { values, was: values });
  });

  app.post('/edit', async (c) => {
    const found = await mustOpen(deps, c);
    const form = await readForm(c);
    const [was, sent] = [postedBefore(form), postedContact(form)];
    const { country, skills } = await editingContext(db, found.contact, c.get('locale'));
    const parsePhone = await loadPhoneParser();
    const read = readContact(form, was, { country, skills: Object.keys(skills), parsePhone });
    if (!read.ok) return await editPage(c, found, { values: sent, was, errors: read.errors });
    const edit = { contactId: found.contact.id, organizerId: c.get('organizer').id, was, values: read.values };
    const result = await save(edit);
    if (result.ok) return seeOther(c, `/admin/contacts/${found.contact.id}`);
    if ('gone' in result) throw new AppError('not-found');
    if ('taken' in result) return await editPage(c, found, { values: sent, was, taken: result.taken });
    // What somebody else changed and this form did not is taken over; the rest is asked about.
    const values = { ...result.now, ...changedOnly(sent, was) };
    return await editPage(c, found, { values, was: result.now, conflicts: result.conflicts });
  });

  async function save(edit: Omit<Parameters<typeof editContact>[1], 'at'>): Promise<EditResult> {
    const run = (tx: Tx) => editContact(tx, { ...edit, at: clock.now() });
    try {
      if (!(await isFurther(db, edit.contactId, edit.values.email))) return await db.transaction(run);
      // The two change places: nobody who signs up with the old one in between becomes another contact.
      return await underLocks(db, [edit.contactId], run, { signupsWait: true });
    } catch (error) {
      // Somebody signed up under that address at this very moment.
      const taken = await findByEmail(db, edit.values.email);
      if (taken === undefined || taken === edit.contactId) throw error;
      return { ok: false, taken };
    }
  }

  app.get('/notes/:note', async (c) => {
    const { note, shared } = await openNote(c);
    return note
      ? await personalPage(c, <NotePage {...shared} note={note} />)
      : await personalPage(c, <MissingNotePage {...shared} />, 404);
  });

  app.post('/notes/:note', async (c) => {
    const { note, shared, own } = await openNote(c);
    if (!note) return await personalPage(c, <MissingNotePage {...shared} />, 404);
    const form = await readForm(c);
    const typed = first(form, 'note');
    const t = messages(c.get('locale')).outreach.notes;
    const read = readNote(typed);
    if (!read.ok || read.body === '') {
      const problem = read.ok ? t.empty : t[read.error];
      return await personalPage(
        c,
        <NotePage {...shared} note={note} typed={{ body: typed, problem, conflict: false }} />,
        422,
      );
    }
    // Browsers send line ends as CRLF, also those of what they were given.
    const was = first(form, 'was').replaceAll('\r\n', '\n');
    const result = await editNote(db, { ...own, body: read.body, was });
    if (result.ok || result.now === null) return seeOther(c, `/admin/contacts/${own.contactId}`);
    return await personalPage(
      c,
      <NotePage
        {...shared}
        note={{ id: note.id, body: result.now }}
        typed={{ body: typed, problem: t.conflict, conflict: true }}
      />,
      409,
    );
  });

  app.get('/notes/:note/delete', async (c) => {
    const { note, shared } = await openNote(c);
    return note
      ? await personalPage(c, <DeleteNotePage {...shared} note={note} />)
      : await personalPage(c, <MissingNotePage {...shared} />, 404);
  });

  app.post('/notes/:note/delete', async (c) => {
    const { own } = await openNote(c);
    await deleteNote(db, own);
    return seeOther(c, `/admin/contacts/${own.contactId}`);
  });

  /** A note of the organizer's own on this contact. */
  async function openNote(c: Context<AdminEnv>) {
    const found = await mustOpen(deps, c);
    const id = c.req.param('note') ?? '';
    if (!isUuid(id)) throw new AppError('not-found');
    const organizer = c.get('organizer');
    const own = { id, contactId: found.contact.id, organizerId: organizer.id };
    const shared = { locale: c.get('locale'), organizer, path: c.req.path, contactId: found.contact.id };
    return { note: await findOwnNote(db, own), shared, own };
  }

  async function editPage(
    c: Context<AdminEnv>,
    { contact }: ListedContact,
    state: Pick<EditPageProps, 'values' | 'was' | 'errors' | 'conflicts' | 'taken'>,
  ): Promise<Response> {
    const [locale, organizer] = [c.get('locale'), c.get('organizer')];
    const { skills } = await editingContext(db, contact, locale);
    const shared = { locale, organizer, path: c.req.path, contact, skills };
    const status = state.conflicts ? 409 : state.errors || state.taken ? 422 : 200;
    return await personalPage(c, <EditPage {...shared} {...state} />, status);
  }

  return app;
}

function changedOnly<Values extends Record<string, string>>(sent: Values, was: Values): Partial<Values> {
  const changed: Partial<Values> = {};
  for (const field in sent) if (sent[field] !== was[field]) changed[field] = sent[field];
  return changed;
}
