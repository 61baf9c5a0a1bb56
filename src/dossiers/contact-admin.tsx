import { type Context, Hono } from 'hono';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { refusalsOf } from '../consents/queries.ts';
import { standingsOf } from '../crm/history-queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readPlace, writePlace } from '../http/list-place.ts';
import { first, idOfTyped, type PostedForm, readForm } from '../http/read-form.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { addNote } from '../notes/add-note.ts';
import { readNote } from '../notes/form.ts';
import { scopeOf } from '../organizers/scope.ts';
import { assignContact } from '../outreach/assign-contact.ts';
import { closeClock } from '../outreach/close-clock.ts';
import { readOutcome, readShow } from '../outreach/form.ts';
import { findClock, listAnswerers, listTeams, nextInList } from '../outreach/queries.ts';
import { readNotice } from '../outreach/read-notice.ts';
import { recordAttempt } from '../outreach/record-attempt.ts';
import { takeBackAttempt } from '../outreach/take-back-attempt.ts';
import { findLatest } from '../replies/queries.ts';
import { readTag } from '../tags/form.ts';
import { suggestedTags, tagsOf } from '../tags/queries.ts';
import { tagContact } from '../tags/tag-contact.ts';
import { untagContact } from '../tags/untag-contact.ts';
import { ContactPage, type ContactProblem, MissingContactPage } from './contact-pages.tsx';
import { findDossier } from './dossier-queries.ts';
import { findContact, type ListedContact } from './queries.ts';
import { findTimeline } from './timeline-queries.ts';

const timelinePage = 100;
const mostSuggestions = 100;

/** One contact: everything that is known, and what an organizer does for them; to be mounted at `/contacts/:id`. */
export function contactAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;

  app.get('/', async (c) => {
    const found = await openContact(deps, c);
    if (found) return await page(c, found);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), path: c.req.path };
    return await personalPage(c, <MissingContactPage {...shared} />, 404);
  });

  app.post('/attempts', async (c) => {
    const found = await mustOpen(deps, c);
    const form = await readForm(c);
    const note = readNote(first(form, 'note'));
    const outcome = readOutcome(form);
    if (!note.ok || !outcome) {
      const t = messages(c.get('locale')).outreach;
      const text = note.ok ? t.attempt.chooseOne : t.notes[note.error];
      return await page(c, found, { at: 'attempt', typed: first(form, 'note'), text });
    }
    const id = idOfTyped(form, outcome, note.body);
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    await db.transaction((tx) => recordAttempt(tx, { id, ...who, outcome, note: note.body, at: clock.now() }));
    return seeOther(c, back(c, form, `noted=${id}`));
  });

  app.post('/attempts/:attempt/take-back', async (c) => {
    const found = await mustOpen(deps, c);
    const form = await readForm(c);
    const id = c.req.param('attempt');
    if (!isUuid(id)) throw new AppError('not-found');
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    const { timezone } = config;
    const result = await db.transaction((tx) => takeBackAttempt(tx, { id, ...who, at: clock.now(), timezone }));
    return seeOther(c, back(c, form, result === 'stands' ? 'undone=late' : 'undone=1'));
  });

  app.post('/close-clock', async (c) => {
    const found = await mustOpen(deps, c);
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    await db.transaction((tx) => closeClock(tx, { ...who, at: clock.now() }));
    return seeOther(c, pathOf(c));
  });

  app.post('/owner', async (c) => {
    const found = await mustOpen(deps, c);
    const form = await readForm(c);
    const [owners, teams] = await Promise.all([listAnswerers(db), listTeams(db)]);
    const [owner, team] = [first(form, 'owner'), form.has('team') ? first(form, 'team') : found.contact.teamId];
    const known = (all: { id: string }[], id: string | null) => !id || all.some((one) => one.id === id);
    if (!known(owners, owner) || !known(teams, team)) {
      return await page(c, found, { at: 'owner', text: messages(c.get('locale')).outreach.care.badOwner });
    }
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    const given = { ownerId: owner || null, teamId: team || null };
    const result = await db.transaction((tx) => assignContact(tx, { ...who, ...given, at: clock.now() }));
    if (result === 'out-of-sight') {
      return await page(c, found, { at: 'owner', text: messages(c.get('locale')).outreach.care.ownerSeesNot });
    }
    return seeOther(c, pathOf(c));
  });

  app.post('/tags', async (c) => {
    const found = await mustOpen(deps, c);
    const typed = first(await readForm(c), 'tag');
    const tag = readTag(typed);
    if (!tag) {
      return await page(c, found, { at: 'tag', typed, text: messages(c.get('locale')).outreach.care.badTag });
    }
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    await db.transaction((tx) => tagContact(tx, { ...who, tag, at: clock.now() }));
    return seeOther(c, `${pathOf(c)}#care`);
  });

  app.post('/tags/:tag/remove', async (c) => {
    const found = await mustOpen(deps, c);
    const tagId = c.req.param('tag');
    if (!isUuid(tagId)) throw new AppError('not-found');
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    await db.transaction((tx) => untagContact(tx, { ...who, tagId, at: clock.now() }));
    return seeOther(c, `${pathOf(c)}#care`);
  });

  app.post('/notes', async (c) => {
    const found = await mustOpen(deps, c);
    const form = await readForm(c);
    const typed = first(form, 'note');
    const note = readNote(typed);
    if (!note.ok || note.body === '') {
      const t = messages(c.get('locale')).outreach.notes;
      return await page(c, found, { at: 'note', typed, text: note.ok ? t.empty : t[note.error] });
    }
    const who = { contactId: found.contact.id, organizerId: c.get('organizer').id };
    const id = idOfTyped(form, note.body);
    await db.transaction((tx) => addNote(tx, { id, ...who, body: note.body, at: clock.now() }));
    return seeOther(c, pathOf(c));
  });

  async function page(c: Context<AdminEnv>, found: ListedContact, problem?: ContactProblem): Promise<Response> {
    const now = clock.now();
    const [locale, organizer] = [c.get('locale'), c.get('organizer')];
    const { id } = found.contact;
    const scope = scopeOf(organizer);
    const before = readPlace(c.req.query('before'));
    const { noted, undone } = c.req.query();
    const [dossier, lines, runs, next, tags, suggestions, owners, teams, notice, conversation, standings, refusals] =
      await Promise.all([
        findDossier(db, found.contact, scope),
        findTimeline(db, id, { before, limit: timelinePage + 1 }),
        findClock(db, id),
        nextInList(db, id, { organizerId: organizer.id, scope, now }),
        tagsOf(db, id),
        suggestedTags(db, id, mostSuggestions),
        listAnswerers(db),
        listTeams(db),
        readNotice(db, locale, organizer.id, { noted, undone }, now),
        findLatest(db, id),
        standingsOf(db, id),
        refusalsOf(db, [id]),
      ]);
    const timeline = lines.slice(0, timelinePage);
    const last = lines.length > timelinePage ? timeline.at(-1) : undefined;
    const view = (
      <ContactPage
        locale={locale}
        path={pathOf(c)}
        organizer={organizer}
        timezone={config.timezone}
        now={now}
        {...found}
        dossier={dossier}
        timeline={timeline}
        older={last && writePlace(last)}
        first={before === undefined}
        clock={runs}
        next={next}
        formIds={{ attempt: uuidv7(), note: uuidv7(), answer: uuidv7() }}
        conversation={conversation}
        standings={standings}
        refusals={refusals.get(id) ?? []}
        care={{ tags, suggestions, owners, teams }}
        notice={notice}
        problem={problem}
      />
    );
    return await personalPage(c, view, problem ? 422 : 200);
  }

  return app;
}

/** The contact that a page or an act is about; undefined where there is none. Every route of one contact comes by here. */
async function openContact(deps: Deps, c: Context<AdminEnv>): Promise<ListedContact | undefined> {
  const id = c.req.param('id');
  return isUuid(id) && id !== undefined ? await findContact(deps.db, id, scopeOf(c.get('organizer'))) : undefined;
}

/** The same, where there must be one. @throws AppError `not-found`. */
export async function mustOpen(deps: Deps, c: Context<AdminEnv>): Promise<ListedContact> {
  const found = await openContact(deps, c);
  if (!found) throw new AppError('not-found', 'there is no such contact');
  return found;
}

/** The contact's own page, whatever was posted below it. */
function pathOf(c: Context<AdminEnv>): string {
  return `/admin/contacts/${c.req.param('id')}`;
}

/** To where the button was pressed: the list of who waits, or the contact's page. */
function back(c: Context<AdminEnv>, form: PostedForm, said: string): string {
  const list = new URLSearchParams(first(form, 'back')).get('show');
  return list === null ? `${pathOf(c)}?${said}` : `/admin/waiting?show=${readShow(list)}&${said}`;
}
