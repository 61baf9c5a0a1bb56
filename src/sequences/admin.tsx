import { type Context, Hono } from 'hono';
import type { Campaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { momentOf } from '../editor/local-time.ts';
import { saveEdit } from '../editor/save-edit.ts';
import { versionContent } from '../editor/version-content.ts';
import { type PlacedProblem, placeProblems } from '../editor/words-of.ts';
import { AppError } from '../errors.ts';
import { type Sequence, thisCampaign } from '../followups/form.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { segmentChoices } from '../segments/queries.ts';
import { type Adding, changeDraft } from './change-draft.ts';
import { type Draft, draftOf, newDraft, readDraft, toSequence } from './draft-form.ts';
import { EditSequencePage } from './edit-pages.tsx';
import { ImpactPage } from './impact-pages.tsx';
import { SequencesPage } from './list-pages.tsx';
import { campaignSequences, crowdsOf, impactOf, knownSequence } from './queries.ts';
import { rehearsalAdmin } from './rehearsal-admin.tsx';

const formLimit = 512 * 1024;

/** The sequences of a campaign: listing, changing, rehearsing them; to be mounted at `/admin`. */
export function sequencesAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, config, clock } = deps;
  const onlyOrganizers = requireOrganizer(config, (headers) => readSession(deps, headers));
  app.use('/campaigns/:slug/sequences', onlyOrganizers);
  app.use('/campaigns/:slug/sequences/*', onlyOrganizers);

  app.get('/campaigns/:slug/sequences', async (c) => {
    const { campaign, sequences } = await lookUp(c);
    const crowds = await crowdsOf(db, campaign.id);
    const saved = c.req.query('said') === 'saved';
    const page = <SequencesPage {...shared(c, campaign)} sequences={sequences} crowds={crowds} saved={saved} />;
    return await personalPage(c, page);
  });

  app.get('/campaigns/:slug/sequences/new', async (c) => {
    const { campaign } = await lookUp(c);
    return await editPage(c, campaign, { draft: newDraft(), base: campaign.version, isNew: true });
  });

  app.get('/campaigns/:slug/sequences/:key', async (c) => {
    const { campaign, sequence } = await known(c);
    // What was stored before today's rules may break them: that is said at once.
    const draft = draftOf(sequence);
    const read = toSequence(draft);
    const faults = read.ok ? {} : { wrong: read.wrong };
    return await editPage(c, campaign, { draft, base: campaign.version, isNew: false, ...faults });
  });

  app.post('/campaigns/:slug/sequences/:key', async (c) => {
    const { campaign, sequences } = await lookUp(c);
    const form = await readForm(c, formLimit);
    const key = c.req.param('key');
    if (!/^[a-z0-9-]{1,60}$/.test(key)) throw new AppError('not-found');
    const isNew = first(form, 'new') === 'yes';
    const base = Number(first(form, 'base')) || campaign.version;
    const draft = readDraft(form, key);
    const pressed = first(form, 'do');
    const edit = { draft, base, isNew };
    if (pressed === 'look') return await editPage(c, campaign, edit);
    const stored = sequences.find((one) => one.key === key);
    if (pressed === 'remove' || pressed === 'confirm-remove') {
      if (!stored) throw new AppError('not-found');
      if (pressed === 'remove') {
        const waiting = await impactOf(db, {
          sequenceId: stored.id,
          before: stored,
          after: { ...stored, steps: [] },
          now: clock.now(),
        });
        const page = { draft: draftOf(stored), base, before: stored, after: undefined, waiting };
        return await personalPage(c, <ImpactPage {...shared(c, campaign)} {...page} />);
      }
      return await save(c, campaign, { base, draft, isNew, sequence: undefined });
    }
    if (pressed !== 'save' && pressed !== 'confirm') {
      const { timezone } = campaign.settings;
      const words = { locale: c.get('locale'), choices: await choicesOf(c), self: c.get('organizer').id };
      const midnight = (day: string) => momentOf(`${day}T00:00`, timezone);
      return await editPage(c, campaign, { ...edit, ...changeDraft(draft, form, pressed, { ...words, midnight }) });
    }
    const read = toSequence(draft);
    if (!read.ok) return await editPage(c, campaign, { ...edit, wrong: read.wrong }, 422);
    if (pressed === 'save' && stored) {
      const impact = { sequenceId: stored.id, before: stored, after: read.sequence, now: clock.now() };
      const waiting = await impactOf(db, impact);
      if (waiting.length > 0 && stored.state !== 'draft' && changesPlans(stored, read.sequence)) {
        const page = { draft, base, before: stored, after: read.sequence, waiting };
        return await personalPage(c, <ImpactPage {...shared(c, campaign)} {...page} />);
      }
    }
    return await save(c, campaign, { base, draft, isNew, sequence: read.sequence });
  });

  type Edit = {
    draft: Draft;
    base: number;
    isNew: boolean;
    wrong?: Set<string>;
    problems?: PlacedProblem[];
    adding?: Adding | undefined;
  };
  async function editPage(c: Context<AdminEnv>, campaign: Campaign, edit: Edit, status: 200 | 422 = 200) {
    const page = (
      <EditSequencePage
        {...shared(c, campaign)}
        {...edit}
        wrong={edit.wrong ?? new Set()}
        timezone={config.timezone}
        segmentChoices={await choicesOf(c)}
      />
    );
    return await personalPage(c, page, status);
  }

  /** Saved as every change of a campaign: merged with what others saved since, or shown to choose from. */
  async function save(
    c: Context<AdminEnv>,
    campaign: Campaign,
    { base, draft, isNew, sequence }: Pick<Edit, 'base' | 'draft' | 'isNew'> & { sequence: Sequence | undefined },
  ) {
    const { key } = draft;
    const before = await versionContent(db, campaign, base);
    const there = before.sequences.some((one) => one.key === key);
    const kept = before.sequences.flatMap((one) => (one.key === key ? (sequence ?? []) : one));
    const all = there || !sequence ? kept : [...kept, sequence];
    const { id: organizerId } = c.get('organizer');
    const home = `/admin/campaigns/${campaign.slug}`;
    const mine = { ...before, sequences: all };
    const saved = await saveEdit(deps, { slug: campaign.slug, base, mine, organizerId, fromDraft: false });
    if (saved.ok) return seeOther(c, `${home}/sequences?said=saved`);
    if ('conflicts' in saved) return seeOther(c, `${home}/conflict`);
    // It is about something else of the campaign: what was written here stays.
    const problems = placeProblems(c.get('locale'), saved.problems, new Set(), { ...mine, sequences: all });
    return await editPage(c, campaign, { draft, base, isNew, problems }, 422);
  }

  /** What conditions can be about; the campaign at hand first, as a file can carry it elsewhere. */
  async function choicesOf(c: Context<AdminEnv>) {
    const locale = c.get('locale');
    const choices = await segmentChoices(db, locale);
    const own = { id: thisCampaign, slug: '', name: messages(locale).sequences.thisCampaign, questions: [] };
    return { ...choices, campaigns: [own, ...choices.campaigns] };
  }

  const lookUp = async (c: Context) => await campaignSequences(db, c.req.param('slug'));
  const known = async (c: Context) => await knownSequence(db, c.req.param('slug'), c.req.param('key'));

  app.route('/', rehearsalAdmin(deps));
  return app;
}

function shared(c: Context<AdminEnv>, campaign: Campaign) {
  return { locale: c.get('locale'), organizer: c.get('organizer'), campaign };
}

/** Whether people would get other mails, or at other times: words alone need no second look. */
function changesPlans(before: Sequence, after: Sequence): boolean {
  const plan = ({ state, goal, steps }: Sequence) =>
    JSON.stringify([state, goal, steps.map(({ key, delayHours, at, condition }) => [key, delayHours, at, condition])]);
  return plan(before) !== plan(after);
}
