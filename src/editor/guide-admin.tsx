import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Campaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { first, formId, type PostedForm, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import type { CampaignContent } from '../imports/form.ts';
import { findGuide, readContent } from '../imports/queries.ts';
import { readSession } from '../organizers/read-session.ts';
import { qrSvg } from '../sharing/qr.ts';
import { changeStatus } from './change-status.ts';
import { createCampaign, moveGuide } from './create-campaign.ts';
import { readNewCampaign } from './create-form.ts';
import { BeginPage, DonePage, LookPage, StepPage } from './guide-pages.tsx';
import { parts, typedValues } from './parts.ts';
import { type Problem, saveEdit } from './save-edit.ts';
import { contentFrom } from './templates.ts';
import { typedOrNone, type Values } from './values.ts';
import { versionContent } from './version-content.ts';
import { placeProblems } from './words-of.ts';

/** The parts that each step shows some fields of. */
const partsOf = { 2: ['blanks', 'sender'], 3: ['words'], 4: ['look', 'dates'] } as const;
type WritingStep = keyof typeof partsOf;

/** The guided start, each step saved; to be mounted at `/admin`. */
export function guideAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, config } = deps;
  app.use(
    '/start',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );

  app.get('/start', async (c) => {
    const guide = await findGuide(db, c.get('organizer').id);
    const asked = Number(c.req.query('step') ?? guide?.step ?? 1);
    const form = { locale: c.get('locale'), values: { id: uuidv7() }, errors: new Map<string, string>() };
    if (!guide || asked === 1 || !['draft', 'live'].includes(guide.campaign.status))
      return await personalPage(c, <BeginPage {...sharedOf(c)} form={form} />);
    if (guide.campaign.status === 'live') return await donePage(c, guide.campaign);
    const step = Math.min(asked, guide.step);
    return isWriting(step) ? await stepPage(c, guide.campaign, step) : await lookPage(c, guide.campaign);
  });

  app.post('/start', async (c) => {
    const { id: organizerId } = c.get('organizer');
    const step = Number(c.req.query('step') ?? 1);
    const form = await readForm(c, 512 * 1024);
    const guide = await findGuide(db, organizerId);
    if (!guide || step === 1) return await begin(c, form);
    const { campaign } = guide;
    if (!isWriting(step)) {
      const opened = await changeStatus(deps, campaign.slug, { turn: 'open', organizerId });
      return opened.ok ? seeOther(c, '/admin/start') : await lookPage(c, campaign, opened.problems);
    }
    const base = Number(first(form, 'base')) || campaign.version;
    const before = await versionContent(db, campaign, base);
    const edit = { slug: campaign.slug, base, mine: applyStep(before, form, step), organizerId, fromDraft: false };
    const saved = await saveEdit(deps, edit);
    if (!saved.ok && 'conflicts' in saved) return seeOther(c, `/admin/campaigns/${campaign.slug}/conflict`);
    if (!saved.ok) return await stepPage(c, campaign, step, { form, base, problems: saved.problems });
    await moveGuide(deps, organizerId, Math.max(guide.step, step + 1));
    return seeOther(c, `/admin/start?step=${step + 1}`);
  });

  async function begin(c: Context<AdminEnv>, form: PostedForm): Promise<Response> {
    const asked = readNewCampaign(c.get('locale'), form);
    if (!asked.ok) {
      const view = { locale: c.get('locale'), values: typedValues(form), errors: asked.errors };
      return await personalPage(c, <BeginPage {...sharedOf(c)} form={view} />, 422);
    }
    const { id: organizerId, email } = c.get('organizer');
    const content = contentFrom({ ...asked.campaign, email, timezone: config.timezone });
    await createCampaign(deps, { id: formId(form), slug: asked.campaign.slug, content, organizerId, guided: true });
    return seeOther(c, '/admin/start?step=2');
  }

  type Back = { form: PostedForm; base: number; problems: Problem[] };

  async function stepPage(c: Context<AdminEnv>, campaign: Campaign, step: WritingStep, back?: Back): Promise<Response> {
    const locale = c.get('locale');
    const base = back?.base ?? campaign.version;
    const content = await versionContent(db, campaign, base);
    const values: Values = Object.assign({}, ...partsOf[step].map((part) => parts[part].values(content)));
    const placed = back ? placeProblems(locale, back.problems, new Set(back.form.keys()), content) : [];
    const errors = new Map(placed.flatMap(({ field, sentence }) => (field ? [[field, sentence] as const] : [])));
    const form = { locale, values: { ...values, ...(back && typedValues(back.form)) }, errors };
    const page = <StepPage {...sharedOf(c)} step={step} base={base} content={content} form={form} problems={placed} />;
    return await personalPage(c, page, back ? 422 : 200);
  }

  async function lookPage(c: Context<AdminEnv>, campaign: Campaign, problems: Problem[] = []): Promise<Response> {
    const placed = placeProblems(c.get('locale'), problems, new Set(), await readContent(db, campaign));
    const page = <LookPage {...sharedOf(c)} campaign={campaign} problems={placed} />;
    return await personalPage(c, page, placed.length > 0 ? 422 : 200);
  }

  async function donePage(c: Context<AdminEnv>, campaign: Campaign): Promise<Response> {
    const url = `${config.baseUrl}/${campaign.slug}`;
    const content = await readContent(db, campaign);
    const page = <DonePage {...sharedOf(c)} campaign={campaign} content={content} url={url} code={await qrSvg(url)} />;
    return await personalPage(c, page);
  }

  return app;
}

/** Only what the step shows is taken from it; everything else stays as it is. */
function applyStep(content: CampaignContent, form: PostedForm, step: WritingStep): unknown {
  // What a part shows and the step does not is filled in from the content itself.
  const whole = (part: (typeof partsOf)[WritingStep][number]): PostedForm => {
    const known = Object.entries(parts[part].values(content)).map(([name, value]): [string, string[]] => [
      name,
      [value],
    ]);
    return new Map([...known, ...form]);
  };
  if (step === 2) {
    const email = typedOrNone(form, 'settings.sender.email') ?? '';
    const sender = { ...content.settings.sender, email };
    return parts.blanks.apply({ ...content, settings: { ...content.settings, sender } }, form);
  }
  if (step === 3) return parts.words.apply(content, whole('words'));
  const { shifts } = parts.dates.apply(content, whole('dates'));
  return { ...parts.look.apply(content, whole('look')), shifts };
}

function isWriting(step: number): step is WritingStep {
  return step === 2 || step === 3 || step === 4;
}

function sharedOf(c: Context<AdminEnv>) {
  return { locale: c.get('locale'), organizer: c.get('organizer') };
}
