import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import type { CampaignContent } from '../imports/form.ts';
import { findDraft, seatsTaken } from '../imports/queries.ts';
import { type Locale, locales, messages } from '../locales/index.ts';
import { mostUploaded } from '../pictures/prepare-picture.ts';
import { latestPictures } from '../pictures/queries.ts';
import { savePicture } from '../pictures/save-picture.ts';
import { idOf } from '../ui/admin-fields.tsx';
import { EditPage } from './edit-pages.tsx';
import { parts } from './parts.ts';
import { check, type Edit, keepEdit, type Problem, saveEdit } from './save-edit.ts';
import { type RawContent, type Values, withWords } from './values.ts';
import { versionContent } from './version-content.ts';
import { type PlacedProblem, placeProblems } from './words-of.ts';

/** What the words around a picture may add to its weight, in bytes. */
const around = 64 * 1024;

/** The one route that takes files; behind the editor's guard. */
export function uploadAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db } = deps;
  const tooLarge = () => {
    throw new AppError('too-large');
  };
  app.post('/campaigns/:slug/picture', bodyLimit({ maxSize: mostUploaded + around, onError: tooLarge }), async (c) => {
    const campaign = await findCampaign(db, c.req.param('slug'));
    if (!campaign) throw new AppError('not-found');
    if (!/^multipart\/form-data;/i.test(c.req.header('content-type') ?? '')) throw new AppError('unsupported-type');
    const body = await c.req.parseBody().catch((cause: unknown) => {
      throw new AppError('malformed', 'the form could not be read', { cause });
    });
    const words = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
    const spoken = locales.filter((locale) => campaign.texts[locale]);
    const alts = spoken.map((locale) => [locale, words(`alt.${locale}`)] as const);
    const t = messages(c.get('locale')).editor.upload;
    const errors = new Map(alts.flatMap(([locale, alt]) => (alt === '' ? [[`alt.${locale}`, t.needsAlt]] : [])));
    const file = body.upload instanceof File ? body.upload : undefined;
    const { id: organizerId } = c.get('organizer');
    const base = Number(words('base')) || campaign.version;
    const draft = words('draft') === '' ? undefined : await findDraft(db, campaign.id, organizerId);
    const before = draft?.content ?? (await versionContent(db, campaign, base));
    const upload = new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
    let problems: PlacedProblem[] = [];
    const kept = errors.size > 0 ? undefined : await savePicture(deps, upload, organizerId);
    if (kept?.ok) {
      const mine = show(before, kept.name, alts);
      const home = `/admin/campaigns/${campaign.slug}`;
      // In a draft it waits with the rest: to send a picture is not to publish what one has not decided to save.
      const saved = draft
        ? await keepIn(campaign, { base, mine, organizerId })
        : await saveEdit(deps, { slug: campaign.slug, base, mine, organizerId, fromDraft: false });
      if (saved.ok) return seeOther(c, `${home}/edit/look${draft ? '?draft=1' : ''}`);
      if ('conflicts' in saved) return seeOther(c, `${home}/conflict`);
      problems = placed(c.get('locale'), saved.problems, before);
      for (const { field, sentence } of problems) if (field !== undefined) errors.set(field, sentence);
    }
    if (kept?.ok === false) errors.set('upload', t.faults[kept.fault]);
    const values: Values = Object.fromEntries(alts.map(([locale, alt]) => [`alt.${locale}`, alt]));
    const form = { locale: c.get('locale'), values: parts.look.values(before), errors: new Map<string, string>() };
    const page = (
      <EditPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        campaign={campaign}
        part="look"
        base={base}
        form={form}
        content={before}
        taken={await seatsTaken(db, campaign.id)}
        uploads={await latestPictures(db)}
        upload={{ errors, values }}
        problems={problems}
        isDraft={draft !== undefined}
      />
    );
    return await personalPage(c, page, 422);
  });

  async function keepIn(campaign: Campaign, { mine, ...edit }: Pick<Edit, 'base' | 'mine' | 'organizerId'>) {
    const checked = check(campaign, mine);
    if (!checked.ok) return checked;
    return await keepEdit(db, campaign, { ...edit, mine: checked.content, fromDraft: true }, deps.clock.now());
  }

  return app;
}

/** Places problems on the page that the picture was sent from: what a picture shows is said beside the upload. */
function placed(locale: Locale, problems: Problem[], content: CampaignContent): PlacedProblem[] {
  const alts = new Map(locales.map((spoken) => [`texts.${spoken}.pictureAlt`, `alt.${spoken}`]));
  return placeProblems(locale, problems, new Set(alts.keys()), content).map((problem) => {
    const field = alts.get(problem.field ?? '');
    return field === undefined ? problem : { ...problem, field, href: `#${idOf(field)}` };
  });
}

/** A content with a picture and its words in each language. */
function show(content: CampaignContent, picture: string, alts: (readonly [Locale, string])[]): RawContent {
  let changed: RawContent = { ...content, settings: { ...content.settings, picture } };
  for (const [locale, pictureAlt] of alts) changed = withWords(changed, locale, { pictureAlt });
  return changed;
}
