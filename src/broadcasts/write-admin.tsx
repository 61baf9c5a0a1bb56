import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { mailPage } from '../http/mail-page.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { isLocale } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { savedSegments } from '../segments/queries.ts';
import { formatMoment } from '../ui/admin-time.ts';
import { countAudience } from './audience.ts';
import { readContent, valuesOf } from './edit-form.ts';
import { EditBroadcastPage } from './edit-pages.tsx';
import { exampleMail } from './example-mail.ts';
import { manyPeople } from './form.ts';
import { PreviewPage } from './preview-pages.tsx';
import { type BroadcastLine, findBroadcast, meantBy, savedByName } from './queries.ts';
import { saveDraft } from './save-draft.ts';
import { readPeople, readTiming } from './send-form.ts';
import { SendPage, type SendProps } from './send-pages.tsx';
import { startBroadcast } from './start-broadcast.ts';
import { sendingFaults } from './view.ts';

/** A draft's texts are longer than other forms. */
const mostBytes = 512 * 1024;

/** Writing a broadcast, looking at it, and having it sent; to be mounted at `/admin`. */
export function broadcastWritingAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;
  app.use(
    '/broadcasts/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  app.get('/broadcasts/:id/edit', async (c) => {
    const { broadcast, campaign } = await known(deps, c.req.param('id'));
    if (broadcast.state !== 'draft') return seeOther(c, `/admin/broadcasts/${broadcast.id}`);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), broadcast, campaign };
    const [segments, values] = [await savedSegments(db), valuesOf(broadcast.content)];
    return await personalPage(c, <EditBroadcastPage {...shared} segments={segments} values={values} />);
  });

  app.post('/broadcasts/:id/edit', async (c) => {
    const { broadcast, campaign } = await known(deps, c.req.param('id'));
    const home = `/admin/broadcasts/${broadcast.id}`;
    const form = await readForm(c, mostBytes);
    const read = readContent(form);
    const segments = await savedSegments(db);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), campaign, segments };
    const version = Number(first(form, 'version'));
    if (!read.ok) {
      const page = <EditBroadcastPage {...shared} broadcast={{ ...broadcast, version }} {...read} />;
      return await personalPage(c, page, 422);
    }
    const { id } = broadcast;
    if (await saveDraft(deps, { id, organizerId: c.get('organizer').id, version, content: read.content }))
      return seeOther(c, first(form, 'next') === 'preview' ? `${home}/preview` : home);
    const { broadcast: latest } = await known(deps, id);
    if (latest.state !== 'draft') return seeOther(c, home);
    const when = formatMoment(c.get('locale'), latest.updatedAt, deps.config.timezone);
    const conflict = { who: await savedByName(db, latest), when };
    const values = valuesOf(read.content);
    const page = <EditBroadcastPage {...shared} broadcast={latest} values={values} conflict={conflict} />;
    return await personalPage(c, page, 409);
  });

  app.get('/broadcasts/:id/preview', async (c) => {
    const { broadcast, campaign } = await known(deps, c.req.param('id'));
    const asked = c.req.query('locale');
    const spoken = isLocale(asked) ? asked : campaign.settings.defaultLocale;
    const variant = c.req.query('variant') === 'b' ? 'b' : 'a';
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), broadcast };
    const isKnown = c.req.query('known') !== 'no';
    return await personalPage(c, <PreviewPage {...shared} spoken={spoken} variant={variant} known={isKnown} />);
  });

  app.get('/broadcasts/:id/preview/:locale', async (c) => {
    const { broadcast, campaign } = await known(deps, c.req.param('id'));
    const locale = c.req.param('locale');
    if (!isLocale(locale)) throw new AppError('not-found');
    const variant = c.req.query('variant') === 'b' ? 'b' : 'a';
    const { baseUrl } = deps.config;
    const mail = await exampleMail({
      ...{ baseUrl, campaign, content: broadcast.content, locale, variant },
      known: c.req.query('known') !== 'no',
    });
    if (!mail) throw new AppError('not-found', 'the campaign has no words in this language');
    return mailPage(c, mail.html);
  });

  app.get('/broadcasts/:id/send', async (c) => {
    const found = await ready(deps, c.req.param('id'));
    if (!found) return seeOther(c, `/admin/broadcasts/${c.req.param('id')}`);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), ...found };
    const typed = { when: 'now', moment: '', day: '', hour: '9', people: '' };
    return await personalPage(c, <SendPage {...shared} typed={typed} />);
  });

  app.post('/broadcasts/:id/send', async (c) => {
    const id = idParameter(c.req.param('id'));
    const home = `/admin/broadcasts/${id}`;
    const form = await readForm(c);
    const found = await ready(deps, id);
    // Sent already, or not fit to be sent: its own page says which.
    if (!found) return seeOther(c, home);
    const { broadcast, campaign } = found;
    const field = (name: string) => first(form, name);
    const refuse = async (problem: NonNullable<SendProps['problem']>) => {
      const [when, moment, day, hour, people] = ['when', 'moment', 'day', 'hour', 'people'].map(field);
      const typed = { when: when ?? '', moment: moment ?? '', day: day ?? '', hour: hour ?? '', people: people ?? '' };
      const shared = { locale: c.get('locale'), organizer: c.get('organizer'), ...found };
      return await personalPage(c, <SendPage {...shared} typed={typed} problem={problem} />, 422);
    };
    const shown = readPeople(field('shown'));
    if (shown === undefined) throw new AppError('malformed');
    const timing = readTiming(form);
    if (!timing) return await refuse('badTime');
    if (shown >= manyPeople && readPeople(field('people')) !== shown) return await refuse('wrong');
    // Many more by now than were looked at: they are looked at first.
    if (found.tally.recipients >= manyPeople && shown < manyPeople) return await refuse('wrong');
    const organizerId = c.get('organizer').id;
    const { timezone } = campaign.settings;
    const version = Number(field('version'));
    const start = { id: broadcast.id, organizerId, version, confirmed: shown, timing, timezone };
    return (await startBroadcast(deps, start)) ? seeOther(c, home) : await refuse('moved');
  });

  /** A draft that lacks nothing, and whom it would go to now. */
  async function ready(
    { db: from }: Deps,
    id: string,
  ): Promise<(BroadcastLine & Pick<SendProps, 'tally'>) | undefined> {
    const found = await known(deps, id);
    const { broadcast, campaign } = found;
    const definition = await meantBy(from, broadcast);
    const { content } = broadcast;
    if (broadcast.state !== 'draft' || !definition) return undefined;
    if (sendingFaults(content, { campaign, segmentIsThere: true }).length > 0) return undefined;
    const asked = { campaign, content, definition, now: clock.now() };
    const tally = await countAudience(from, asked, deps.config.sending.weeklyMails);
    return tally.recipients === 0 ? undefined : { ...found, tally };
  }

  return app;
}

async function known(deps: Deps, id: string): Promise<BroadcastLine> {
  const found = await findBroadcast(deps.db, idParameter(id));
  if (!found) throw new AppError('not-found', 'there is no such broadcast');
  return found;
}
