import { type Context, Hono } from 'hono';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { first, readForm } from '../http/read-form.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { changedPaths, piecesOf } from '../imports/content-view.ts';
import { type CampaignVersion, findVersion, listVersions, readContent } from '../imports/queries.ts';
import { messages } from '../locales/index.ts';
import { ComparePage, HistoryPage } from './history-pages.tsx';
import { type Problem, saveEdit } from './save-edit.ts';
import { placeProblems } from './words-of.ts';

/** The versions of a campaign, and the way back to each; behind the editor's guard. */
export function historyAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db } = deps;

  app.get('/campaigns/:slug/history', async (c) => {
    const campaign = await campaignOf(c);
    const [content, versions] = await Promise.all([readContent(db, campaign), listVersions(db, campaign.id)]);
    const notice = c.req.query('said') === 'restored' ? messages(c.get('locale')).editor.history.restored : undefined;
    const shared = { locale: c.get('locale'), organizer: c.get('organizer') };
    return await personalPage(
      c,
      <HistoryPage {...shared} campaign={campaign} content={content} versions={versions} notice={notice} />,
    );
  });

  app.get('/campaigns/:slug/history/:number', async (c) => {
    const campaign = await campaignOf(c);
    return await comparePage(c, campaign, await versionOf(c, campaign));
  });

  async function comparePage(
    c: Context<AdminEnv>,
    campaign: Campaign,
    version: CampaignVersion,
    refused?: { isMoved: boolean; problems: Problem[] },
  ): Promise<Response> {
    const content = await readContent(db, campaign);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), number: version.number };
    const paths = changedPaths(version.content, content);
    const page = (
      <ComparePage
        {...shared}
        campaign={campaign}
        content={content}
        paths={paths}
        then={piecesOf(version.content)}
        now={piecesOf(content)}
        isMoved={refused?.isMoved ?? false}
        problems={placeProblems(c.get('locale'), refused?.problems ?? [], new Set(), version.content)}
      />
    );
    return await personalPage(c, page, refused ? 422 : 200);
  }

  app.post('/campaigns/:slug/history/:number/restore', async (c) => {
    const campaign = await campaignOf(c);
    const version = await versionOf(c, campaign);
    const home = `/admin/campaigns/${campaign.slug}`;
    const base = Number(first(await readForm(c), 'base'));
    // Someone saved since the comparison was drawn: it is drawn again, with what would be lost.
    if (base !== campaign.version) return await comparePage(c, campaign, version, { isMoved: true, problems: [] });
    const organizerId = c.get('organizer').id;
    const mine = version.content;
    const edit = { slug: campaign.slug, base, mine, organizerId, restored: version.number, fromDraft: false };
    const saved = await saveEdit(deps, edit);
    if (saved.ok) return seeOther(c, `${home}/history?said=restored`);
    if ('conflicts' in saved) return seeOther(c, `${home}/conflict`);
    return await comparePage(c, campaign, version, { isMoved: false, problems: saved.problems });
  });

  async function campaignOf(c: Context): Promise<Campaign> {
    const campaign = await findCampaign(db, c.req.param('slug') ?? '');
    if (!campaign) throw new AppError('not-found');
    return campaign;
  }

  async function versionOf(c: Context, campaign: Campaign): Promise<CampaignVersion> {
    const number = c.req.param('number') ?? '';
    const version = /^\d{1,9}$/.test(number) ? await findVersion(db, campaign.id, Number(number)) : undefined;
    if (!version) throw new AppError('not-found');
    return version;
  }

  return app;
}
