import { type Context, Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { first, readForm } from '../http/read-form.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { findDraft, listVersions, readContent } from '../imports/queries.ts';
import { ConflictPage } from './conflict-pages.tsx';
import { type Choices, merge } from './merge.ts';
import { placeInParts } from './place-in-parts.ts';
import { PreviewPage } from './preview-pages.tsx';
import { saveEdit } from './save-edit.ts';
import { versionContent } from './version-content.ts';

/** What two people changed at once, and the saving of what someone wrote earlier; behind the editor's guard. */
export function conflictAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db } = deps;

  app.get('/campaigns/:slug/conflict', (c) => conflictPage(c));

  app.post('/campaigns/:slug/conflict', async (c) => {
    const { campaign, draft } = await draftOf(c);
    const home = `/admin/campaigns/${campaign.slug}`;
    if (!draft) return seeOther(c, `${home}/edit`);
    const form = await readForm(c);
    const choices: Choices = new Map(
      [...form].flatMap(([name, [whose]]) =>
        name.startsWith('choice.') && (whose === 'mine' || whose === 'theirs') ? [[name.slice(7), whose] as const] : [],
      ),
    );
    // What was chosen from is not what is there any more: the choices are made again.
    if (Number(first(form, 'version')) !== campaign.version) return await conflictPage(c);
    return await save(c, { choices });
  });

  app.post('/campaigns/:slug/save-draft', (c) => save(c, {}));

  async function save(c: Context<AdminEnv>, more: { choices?: Choices }): Promise<Response> {
    const { campaign, draft } = await draftOf(c);
    const home = `/admin/campaigns/${campaign.slug}`;
    if (!draft) return seeOther(c, `${home}/edit`);
    const organizerId = c.get('organizer').id;
    const saved = await saveEdit(deps, {
      slug: campaign.slug,
      base: draft.base,
      mine: draft.content,
      organizerId,
      fromDraft: true,
      ...more,
    });
    if (saved.ok) return seeOther(c, `${home}/edit?said=${saved.mergedWith === undefined ? 'saved' : 'merged'}`);
    if ('conflicts' in saved) return more.choices ? await conflictPage(c, true) : seeOther(c, `${home}/conflict`);
    const locale = c.get('locale');
    const page = (
      <PreviewPage
        locale={locale}
        organizer={c.get('organizer')}
        baseUrl={deps.config.baseUrl}
        campaign={campaign}
        content={draft.content}
        isDraft
        look="phone"
        problems={placeInParts(locale, saved.problems, draft.content, home)}
      />
    );
    return await personalPage(c, page, 422);
  }

  async function conflictPage(c: Context<AdminEnv>, isIncomplete = false): Promise<Response> {
    const { campaign, draft } = await draftOf(c);
    if (!draft) return seeOther(c, `/admin/campaigns/${campaign.slug}/edit`);
    const content = await readContent(db, campaign);
    const { conflicts } = merge(await versionContent(db, campaign, draft.base), draft.content, content);
    if (conflicts.length === 0) return seeOther(c, `/admin/campaigns/${campaign.slug}/preview?draft=1`);
    const [latest] = await listVersions(db, campaign.id);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer') };
    const page = (
      <ConflictPage
        {...shared}
        campaign={campaign}
        content={content}
        conflicts={conflicts}
        latest={latest}
        isIncomplete={isIncomplete}
      />
    );
    return await personalPage(c, page, isIncomplete ? 422 : 200);
  }

  async function draftOf(c: Context<AdminEnv>) {
    const campaign = await findCampaign(db, c.req.param('slug') ?? '');
    if (!campaign) throw new AppError('not-found');
    return { campaign, draft: await findDraft(db, campaign.id, c.get('organizer').id) };
  }

  return app;
}
