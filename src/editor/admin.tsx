import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { exportWithPictures } from '../exports/export-with-pictures.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { findDraft, readContent, seatsTaken } from '../imports/queries.ts';
import { messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { latestPictures } from '../pictures/queries.ts';
import { changeStatus, turns } from './change-status.ts';
import { conflictAdmin } from './conflict-admin.tsx';
import { createCampaign } from './create-campaign.ts';
import { readNewCampaign } from './create-form.ts';
import { CreatePage } from './create-pages.tsx';
import { EditPage } from './edit-pages.tsx';
import { historyAdmin } from './history-admin.tsx';
import { HubPage, type HubPageProps } from './hub-pages.tsx';
import { CampaignListPage } from './list-pages.tsx';
import { momentOf } from './local-time.ts';
import { isPart, type PartName, parts, typedValues } from './parts.ts';
import { placeInParts } from './place-in-parts.ts';
import { PreviewPage } from './preview-pages.tsx';
import { countPeople, listCampaigns } from './queries.ts';
import { dropDraft } from './save-draft.ts';
import { check, keepEdit, type Problem, saveEdit } from './save-edit.ts';
import { contentFrom } from './templates.ts';
import { uploadAdmin } from './upload-admin.tsx';
import { choice, type Values } from './values.ts';
import { versionContent } from './version-content.ts';
import { placeProblems } from './words-of.ts';

const formLimit = 512 * 1024;

/** Making and changing campaigns; to be mounted at `/admin`, before the pages of single campaigns. */
export function editorAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, config, clock } = deps;
  const onlyOrganizers = requireOrganizer(config, (headers) => readSession(deps, headers));
  app.use('/campaigns', onlyOrganizers);
  app.use('/new-campaign', onlyOrganizers);
  const own = [
    'edit/*',
    'status',
    'duplicate',
    'drop-draft',
    'save-draft',
    'file',
    'preview',
    'conflict',
    'history/*',
    'picture',
  ];
  for (const path of own) app.use(`/campaigns/:slug/${path}`, onlyOrganizers);

  app.get('/campaigns', async (c) => {
    const campaigns = await listCampaigns(db);
    const page = (
      <CampaignListPage {...sharedOf(c)} campaigns={campaigns} now={clock.now()} timezone={config.timezone} />
    );
    return await personalPage(c, page);
  });

  app.get('/new-campaign', (c) => {
    const form = { locale: c.get('locale'), values: { id: uuidv7() }, errors: new Map<string, string>() };
    return personalPage(c, <CreatePage {...sharedOf(c)} form={form} />);
  });

  app.post('/new-campaign', async (c) => {
    const form = await readForm(c);
    const asked = readNewCampaign(c.get('locale'), form);
    if (!asked.ok) {
      const view = { locale: c.get('locale'), values: typedValues(form), errors: asked.errors };
      return await personalPage(c, <CreatePage {...sharedOf(c)} form={view} />, 422);
    }
    const { id: organizerId, email } = c.get('organizer');
    const content = contentFrom({ ...asked.campaign, email, timezone: config.timezone });
    const slug = await createCampaign(deps, { id: formId(form), slug: asked.campaign.slug, content, organizerId });
    return seeOther(c, `/admin/campaigns/${slug}/edit`);
  });

  app.get('/campaigns/:slug/edit', async (c) => {
    const t = messages(c.get('locale')).editor.form;
    const said = c.req.query('said');
    const notice = said === 'saved' ? t.saved : said === 'merged' ? t.savedMerged : undefined;
    return await hubPage(c, await campaignOf(c), { notice });
  });

  app.get('/campaigns/:slug/edit/:part', async (c) => {
    const campaign = await campaignOf(c);
    const part = partOf(c);
    const draft =
      c.req.query('draft') === undefined ? undefined : await findDraft(db, campaign.id, c.get('organizer').id);
    const content = draft?.content ?? (await readContent(db, campaign));
    const form = { locale: c.get('locale'), values: parts[part].values(content), errors: new Map<string, string>() };
    const page = (
      <EditPage
        {...sharedOf(c)}
        campaign={campaign}
        part={part}
        base={draft?.base ?? campaign.version}
        form={form}
        content={content}
        taken={await seatsTaken(db, campaign.id)}
        uploads={part === 'look' ? await latestPictures(db) : []}
        isDraft={draft !== undefined}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/campaigns/:slug/edit/:part', async (c) => {
    const campaign = await campaignOf(c);
    const part = partOf(c);
    const form = await readForm(c, formLimit);
    const { id: organizerId } = c.get('organizer');
    const home = `/admin/campaigns/${campaign.slug}`;
    const base = Number(first(form, 'base')) || campaign.version;
    const fromDraft = first(form, 'draft') !== '';
    const before = await contentAt(campaign, base, fromDraft ? organizerId : undefined);
    const mine = parts[part].apply(before, form);
    const refuse = async (problems: Problem[]) => {
      const values: Values = { ...parts[part].values(before), ...typedValues(form) };
      for (const name of Object.keys(values)) if (!form.has(name)) values[name] = '';
      const placed = placeProblems(c.get('locale'), problems, new Set([...form.keys()]), before);
      const errors = new Map(
        placed.flatMap(({ field, sentence }) => (field === undefined ? [] : [[field, sentence] as const])),
      );
      const page = (
        <EditPage
          {...sharedOf(c)}
          campaign={campaign}
          part={part}
          base={base}
          form={{ locale: c.get('locale'), values, errors }}
          content={before}
          taken={await seatsTaken(db, campaign.id)}
          uploads={part === 'look' ? await latestPictures(db) : []}
          problems={placed}
          isDraft={fromDraft}
        />
      );
      return await personalPage(c, page, 422);
    };
    if (first(form, 'next') === 'preview') {
      const checked = check(campaign, mine);
      if (!checked.ok) return await refuse(checked.problems);
      const kept = await keepEdit(db, campaign, { base, mine: checked.content, organizerId, fromDraft }, clock.now());
      if (!kept.ok) return await refuse(kept.problems);
      return seeOther(c, `${home}/preview?draft=1`);
    }
    const saved = await saveEdit(deps, { slug: campaign.slug, base, mine, organizerId, fromDraft });
    if (saved.ok) return seeOther(c, `${home}/edit?said=${saved.mergedWith === undefined ? 'saved' : 'merged'}`);
    return 'conflicts' in saved ? seeOther(c, `${home}/conflict`) : await refuse(saved.problems);
  });

  app.post('/campaigns/:slug/status', async (c) => {
    const campaign = await campaignOf(c);
    const form = await readForm(c);
    const { timezone } = campaign.settings;
    const times = { opensAt: first(form, 'opensAt'), closesAt: first(form, 'closesAt') };
    const turn = choice(form, 'turn', turns);
    const opensAt = times.opensAt === '' ? null : momentOf(times.opensAt, timezone);
    const closesAt = times.closesAt === '' ? null : momentOf(times.closesAt, timezone);
    const t = messages(c.get('locale')).editor.hub;
    const isPast = [opensAt, closesAt].some((at) => at === undefined || (at !== null && at <= clock.now()));
    const error = isPast ? t.badTime : opensAt && closesAt && closesAt <= opensAt ? t.badOrder : undefined;
    if (turn === 'schedule' && error !== undefined)
      return await hubPage(c, campaign, { times: { ...times, error } }, 422);
    const { id: organizerId } = c.get('organizer');
    const changed = await changeStatus(deps, campaign.slug, {
      turn,
      organizerId,
      opensAt: opensAt ?? null,
      closesAt: closesAt ?? null,
    });
    if (changed.ok) return seeOther(c, `/admin/campaigns/${campaign.slug}/edit`);
    const content = await readContent(db, campaign);
    const problems = placeProblems(c.get('locale'), changed.problems, new Set(), content);
    return await hubPage(c, campaign, { problems }, 422);
  });

  app.post('/campaigns/:slug/duplicate', async (c) => {
    const campaign = await campaignOf(c);
    const id = formId(await readForm(c));
    const content = await readContent(db, campaign);
    const copy = { id, slug: `${campaign.slug}-copie`, content, organizerId: c.get('organizer').id };
    return seeOther(c, `/admin/campaigns/${await createCampaign(deps, copy)}/edit`);
  });

  app.post('/campaigns/:slug/drop-draft', async (c) => {
    const campaign = await campaignOf(c);
    await dropDraft(db, campaign.id, c.get('organizer').id);
    return seeOther(c, `/admin/campaigns/${campaign.slug}/edit`);
  });

  app.get('/campaigns/:slug/file', async (c) => {
    const file = await exportWithPictures(deps, c.req.param('slug'));
    if (!file) throw new AppError('not-found');
    const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
    return c.body(`${JSON.stringify(file, null, 2)}\n`, 200, {
      ...headers,
      'content-disposition': `attachment; filename="${file.slug}.json"`,
    });
  });

  app.get('/campaigns/:slug/preview', async (c) => {
    const campaign = await campaignOf(c);
    const draft =
      c.req.query('draft') === undefined ? undefined : await findDraft(db, campaign.id, c.get('organizer').id);
    const content = draft?.content ?? (await readContent(db, campaign));
    const look = c.req.query('look') === 'desk' ? 'desk' : 'phone';
    return await personalPage(
      c,
      <PreviewPage
        {...sharedOf(c)}
        baseUrl={config.baseUrl}
        campaign={campaign}
        content={content}
        isDraft={draft !== undefined}
        look={look}
      />,
    );
  });

  async function hubPage(
    c: Context<AdminEnv>,
    campaign: Campaign,
    more: Partial<HubPageProps>,
    status: 200 | 422 = 200,
  ) {
    const [content, people, draft] = await Promise.all([
      readContent(db, campaign),
      // Only what closing a live campaign says needs it.
      campaign.status === 'live' ? countPeople(db, campaign.id) : undefined,
      findDraft(db, campaign.id, c.get('organizer').id),
    ]);
    const { problems } = { problems: [], ...check(campaign, content) };
    const faults = placeInParts(c.get('locale'), problems, content, `/admin/campaigns/${campaign.slug}`);
    const shared = { ...sharedOf(c), baseUrl: config.baseUrl, now: clock.now(), copyId: uuidv7(), faults };
    return await personalPage(
      c,
      <HubPage {...shared} campaign={campaign} content={content} people={people} draft={draft} {...more} />,
      status,
    );
  }

  /** What a form was drawn from: the writer's draft, or the version that it names. */
  async function contentAt(campaign: Campaign, base: number, drafter: string | undefined) {
    const draft = drafter === undefined ? undefined : await findDraft(db, campaign.id, drafter);
    return draft?.content ?? (await versionContent(db, campaign, base));
  }

  async function campaignOf(c: Context): Promise<Campaign> {
    const campaign = await findCampaign(db, c.req.param('slug') ?? '');
    if (!campaign) throw new AppError('not-found');
    return campaign;
  }

  app.route('/', uploadAdmin(deps));
  app.route('/', conflictAdmin(deps));
  app.route('/', historyAdmin(deps));
  return app;
}

function sharedOf(c: Context<AdminEnv>) {
  return { locale: c.get('locale'), organizer: c.get('organizer') };
}

function partOf(c: Context): PartName {
  const part = c.req.param('part') ?? '';
  if (!isPart(part)) throw new AppError('not-found');
  return part;
}
