import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, type PostedForm, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { isUnderWay } from '../jobs/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { formatNumber } from '../ui/format.ts';
import { readTeam, standOf, type TypedTeam } from './form.ts';
import { TeamPage, type TeamProblems, TeamsPage } from './pages.tsx';
import { findTeam, listLeaders, listTeams } from './queries.ts';
import { removeTeam } from './remove-team.ts';
import { saveTeam } from './save-team.ts';

/** `was`: what the form was drawn from; left out where it is drawn from what is there now. */
type Again = { typed: TypedTeam; problems: TeamProblems; was?: string | undefined };
type Saved = { ok: true; moved: number; more: boolean } | ({ ok: false } & Again);

const untyped: TypedTeam = { name: '', prefixes: '', leader: '' };

/** The local teams; to be mounted at `/admin`. */
export function teamsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db } = deps;
  app.use(
    '/teams/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  app.get('/teams', (c) => listPage(c, uuidv7()));

  app.post('/teams', async (c) => {
    const form = await readForm(c);
    const id = idParameter(first(form, 'id'));
    const saved = await save(c, id, form);
    return saved.ok
      ? seeOther(c, `/admin/teams?added=${saved.moved}${saved.more ? '&more=1' : ''}`)
      : await listPage(c, id, saved);
  });

  app.get('/teams/:id', (c) => onePage(c));

  app.post('/teams/:id', async (c) => {
    const { id } = await knownTeam(c);
    const saved = await save(c, id, await readForm(c));
    return saved.ok
      ? seeOther(c, `/admin/teams/${id}?saved=${saved.moved}${saved.more ? '&more=1' : ''}`)
      : await onePage(c, saved);
  });

  app.post('/teams/:id/remove', async (c) => {
    await removeTeam(deps, idParameter(c.req.param('id')), c.get('organizer').id);
    return seeOther(c, '/admin/teams?removed=1');
  });

  async function save(c: Context<AdminEnv>, id: string, form: PostedForm): Promise<Saved> {
    const t = messages(c.get('locale')).people.teams;
    const { typed, team, faults } = readTeam(form);
    const was = form.has('was') ? first(form, 'was') : undefined;
    const problems = {
      ...(faults.name ? { name: t.badName } : {}),
      ...(faults.prefix === undefined ? {} : { prefixes: t.badPrefix(faults.prefix) }),
    };
    if (Object.keys(problems).length > 0) return { ok: false, typed, problems, was };
    const saved = await saveTeam(deps, { id, team, was, by: c.get('organizer').id });
    if (saved.ok) return saved;
    if ('taken' in saved) {
      return { ok: false, typed, was, problems: { prefixes: t.takenPrefix(saved.taken.prefix, saved.taken.team) } };
    }
    if (saved.reason === 'changed') return { ok: false, typed, problems: { changed: true } };
    return { ok: false, typed, was, problems: { leader: t.badLeader } };
  }

  async function listPage(c: Context<AdminEnv>, newId: string, again?: Again): Promise<Response> {
    const [teams, leaders] = await Promise.all([listTeams(db), listLeaders(db)]);
    const { typed, problems } = again ?? { typed: untyped, problems: {} };
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), notice: noticeOf(c) };
    return await personalPage(
      c,
      <TeamsPage {...shared} {...{ teams, newId, leaders, typed, problems }} />,
      again ? 422 : 200,
    );
  }

  async function onePage(c: Context<AdminEnv>, again?: Again): Promise<Response> {
    const [team, leaders] = await Promise.all([knownTeam(c), listLeaders(db)]);
    const kept = { name: team.name, prefixes: team.postalPrefixes.join(', '), leader: team.leaderId ?? '' };
    const { typed, problems, was = standOf(team) } = again ?? { typed: kept, problems: {} };
    const placing = await isUnderWay(db, `team:${team.id}:`);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), notice: noticeOf(c) };
    const page = <TeamPage {...shared} {...{ team, placing, leaders, typed, problems, was }} />;
    // Only for who has just saved and looks on: elsewhere it would take away what someone is typing.
    const looksOn = placing && !again && c.req.query('more') !== undefined;
    const status = problems.changed ? 409 : again ? 422 : 200;
    return await personalPage(c, page, status, looksOn ? { refresh: '3' } : {});
  }

  async function knownTeam(c: Context<AdminEnv>) {
    const team = await findTeam(db, idParameter(c.req.param('id') ?? ''));
    if (!team) throw new AppError('not-found', 'there is no such team');
    return team;
  }

  return app;
}

/** What the page says of what was just done. */
function noticeOf(c: Context<AdminEnv>): string | undefined {
  const locale: Locale = c.get('locale');
  const t = messages(locale).people.teams.notices;
  const { added, saved, removed, more } = c.req.query();
  if (removed !== undefined) return t.removed;
  const count = (text: string) => formatNumber(locale, Number.parseInt(text, 10) || 0);
  const rest = more === undefined ? '' : ` ${t.more}`;
  if (added !== undefined) return t.added(count(added)) + rest;
  return saved === undefined ? undefined : t.saved(count(saved)) + rest;
}
