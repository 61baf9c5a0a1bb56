import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { addOrganizer } from './add-organizer.ts';
import { changeRole } from './change-role.ts';
import { type InvitationField, readInvitation, readRole } from './form.ts';
import { inviteOrganizer } from './invite-organizer.ts';
import { OrganizerPage } from './organizer-pages.tsx';
import { OrganizersPage, type TypedInvitation } from './organizers-pages.tsx';
import { countLeftBehind, findOrganizerById, listOrganizers, listSessions } from './people-queries.ts';
import { listOwners } from './queries.ts';
import { removeOrganizer } from './remove-organizer.ts';
import { requireSecondFactor } from './require-second-factor.ts';
import { resetSecondFactor } from './reset-second-factor.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { listSecondFactorRoles } from './second-factor-queries.ts';

/** Who may sign in and as what, for owners; to be mounted at `/admin`. */
export function peopleAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;

  app.get('/organizers', (c) => listPage(c));

  app.post('/organizers', async (c) => {
    const form = await readForm(c);
    const wanted = readInvitation(form);
    if (!wanted.ok) {
      const typed = { email: first(form, 'email'), name: first(form, 'name'), role: first(form, 'role') };
      return await listPage(c, { typed, wrong: wanted.fields });
    }
    const { email, name, role } = wanted;
    const by = c.get('organizer');
    const { added } = await addOrganizer(deps, { email, name, role, by: by.id });
    await inviteOrganizer(deps, { email, by: by.name || by.email, locale: c.get('locale') });
    return seeOther(c, `/admin/organizers?done=${added ? 'invited' : 'known'}`);
  });

  app.post('/organizers/second-factor', async (c) => {
    const form = await readForm(c);
    const wanted = (form.get('role') ?? []).map(readRole).filter((role) => role !== undefined);
    await requireSecondFactor(deps, wanted, c.get('organizer').id);
    return seeOther(c, '/admin/organizers?done=required');
  });

  app.get('/organizers/:id', async (c) => {
    const person = await knownPerson(c);
    const [sessions, owners, leftBehind] = await Promise.all([
      listSessions(db, person.id, clock.now()),
      listOwners(db),
      countLeftBehind(db, person.id),
    ]);
    const done = c.req.query('done');
    const notice = (['saved', 'revoked', 'invited', 'reset'] as const).find((one) => one === done);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: config.timezone };
    const lastOwner = person.role === 'owner' && owners.length === 1;
    const page = <OrganizerPage {...shared} {...{ person, sessions, lastOwner, leftBehind, notice }} />;
    return await personalPage(c, page);
  });

  app.post('/organizers/:id/role', async (c) => {
    const person = await knownPerson(c);
    const role = readRole(first(await readForm(c), 'role'));
    if (!role) throw new AppError('malformed', 'there is no such role');
    const changed = await changeRole(deps, { organizerId: person.id, role, by: c.get('organizer').id });
    return seeOther(c, `/admin/organizers/${person.id}${changed.ok ? '?done=saved' : ''}`);
  });

  app.post('/organizers/:id/invite', async (c) => {
    const { id, email } = await knownPerson(c);
    const by = c.get('organizer');
    await inviteOrganizer(deps, { email, by: by.name || by.email, locale: c.get('locale') });
    return seeOther(c, `/admin/organizers/${id}?done=invited`);
  });

  app.post('/organizers/:id/sessions/:session/revoke', async (c) => {
    const { id } = await knownPerson(c);
    const which = { only: idParameter(c.req.param('session')) };
    await revokeSessions(deps, { organizerId: id, which, by: c.get('organizer').id });
    return seeOther(c, `/admin/organizers/${id}?done=revoked`);
  });

  app.post('/organizers/:id/sign-out', async (c) => {
    const { id } = await knownPerson(c);
    await revokeSessions(deps, { organizerId: id, which: 'all', by: c.get('organizer').id });
    return seeOther(c, `/admin/organizers/${id}?done=revoked`);
  });

  app.post('/organizers/:id/reset-second-factor', async (c) => {
    const { id } = await knownPerson(c);
    await resetSecondFactor(deps, id, c.get('organizer').id);
    return seeOther(c, `/admin/organizers/${id}?done=reset`);
  });

  app.post('/organizers/:id/remove', async (c) => {
    const organizerId = idParameter(c.req.param('id'));
    const removed = await removeOrganizer(deps, { organizerId, by: c.get('organizer').id });
    return seeOther(c, removed.ok ? '/admin/organizers?done=removed' : `/admin/organizers/${organizerId}`);
  });

  async function knownPerson(c: Context<AdminEnv>) {
    const person = await findOrganizerById(db, idParameter(c.req.param('id') ?? ''));
    if (!person) throw new AppError('not-found', 'there is no such organizer');
    return person;
  }

  async function listPage(
    c: Context<AdminEnv>,
    again?: { typed: TypedInvitation; wrong: InvitationField[] },
  ): Promise<Response> {
    const [organizers, required] = await Promise.all([listOrganizers(db), listSecondFactorRoles(db)]);
    const done = c.req.query('done');
    const notice = (['invited', 'known', 'removed', 'required'] as const).find((one) => one === done);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: config.timezone };
    const page = <OrganizersPage {...shared} {...{ organizers, required, notice }} {...again} />;
    return await personalPage(c, page, again ? 422 : 200);
  }

  return app;
}
