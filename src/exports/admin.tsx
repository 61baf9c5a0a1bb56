import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { readSession } from '../organizers/read-session.ts';
import { exportCsv } from './export-csv.ts';
import { findFilter } from './find-filter.ts';
import { type ExportForm, isSheet, readExportForm, type What } from './form.ts';
import { openExport } from './open-export.ts';
import { ExportsPage } from './pages.tsx';
import { prepareExport } from './prepare-export.ts';
import { countChosen, exportChoices, findPrepared, isUnfinished } from './queries.ts';
import { recordFetched } from './record-fetched.ts';
import { retryExport } from './retry-export.ts';

const renewAfterSeconds = '3';

/**
 * What is taken out, as files; to be mounted at `/admin`. `?campaign=slug` leaves out the others' contacts, `preset` is
 * a destination's format, `columns` headers of it in the order wanted, `separator` comma, semicolon or tab, and `bom=1`
 * is for Excel.
 */
export function exportsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const signedIn = requireOrganizer(deps.config, (headers) => readSession(deps, headers));
  const download = async (c: Context<AdminEnv>, what: What) => {
    // A column is a box to tick, or they stand in one value with commas between.
    const columns = c.req.queries('columns')?.join(',');
    const form = readExportForm({ ...c.req.query(), columns }, what);
    const request = { organizerId: c.get('organizer').id, form, filter: await findFilter(deps, form) };
    return streamFile(c, deps, form, (signal) => exportCsv(deps, request, signal));
  };

  app.get('/contacts.csv', signedIn, (c) => download(c, 'contacts'));

  app.get('/exports', signedIn, async (c) => {
    const now = deps.clock.now();
    const choices = await exportChoices(deps.db, c.get('organizer').id, now);
    const columns = c.req.queries('columns')?.join(',');
    const asked = readExportForm({ ...c.req.query(), columns, filter: undefined }, 'contacts');
    const segment = choices.segments.find(({ id }) => id === asked.segment);
    const campaign = choices.campaigns.find(({ slug }) => slug === asked.campaign);
    // One that is gone by now is not chosen any more.
    const form = { ...asked, segment: segment?.id ?? '', campaign: campaign?.slug ?? '' };
    const isChosen = segment !== undefined || campaign !== undefined;
    const chosen = isChosen ? await countChosen(deps.db, { segment, campaignId: campaign?.id }, now) : undefined;
    const looksOn = c.req.query('prepared') === '1';
    const page = (
      <ExportsPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        timezone={deps.config.timezone}
        form={form}
        chosen={chosen}
        looksOn={looksOn}
        newId={uuidv7()}
        choices={choices}
      />
    );
    // Only for who has just asked and waits: elsewhere it would take away what someone is choosing.
    const waits = looksOn && choices.prepared.some(isUnfinished);
    const headers: Record<string, string> = waits ? { refresh: renewAfterSeconds } : {};
    return await personalPage(c, page, 200, headers);
  });

  app.post('/exports', signedIn, async (c) => {
    const posted = await readForm(c);
    const what = first(posted, 'what');
    if (what !== 'contacts' && what !== 'everything' && !isSheet(what)) throw new AppError('malformed');
    const values = Object.fromEntries([...posted.keys()].map((name) => [name, first(posted, name)]));
    const form = readExportForm({ ...values, columns: posted.get('columns')?.join(',') }, what);
    // Told now rather than by a file that never comes.
    await findFilter(deps, form);
    await prepareExport(deps, { id: formId(posted), organizerId: c.get('organizer').id, form });
    return seeOther(c, '/admin/exports?prepared=1');
  });

  app.get('/exports/prepared/:id', signedIn, async (c) => {
    const id = c.req.param('id');
    const who = { id, organizerId: c.get('organizer').id, now: deps.clock.now() };
    const found = isUuid(id) ? await findPrepared(deps.db, who) : undefined;
    if (!found?.pieces) throw new AppError('not-found', 'no such export is kept for this organizer');
    await recordFetched(deps, found);
    return streamFile(c, deps, found.form, () => openExport(deps, id, found.pieces ?? 0));
  });

  app.post('/exports/prepared/:id/retry', signedIn, async (c) => {
    const id = c.req.param('id');
    // Pressed twice, it is on its way already.
    if (isUuid(id)) await retryExport(deps, id, c.get('organizer').id);
    return seeOther(c, '/admin/exports?prepared=1');
  });

  app.get('/exports/everything.zip', signedIn, (c) => download(c, 'everything'));

  app.get('/exports/:file', signedIn, (c) => {
    const what = c.req.param('file').replace(/\.csv$/, '');
    if (!isSheet(what)) throw new AppError('not-found', 'there is no such export');
    return download(c, what);
  });
  return app;
}

/**
 * Answers with an export piece by piece, each made when the one before has left: pieces of 64 KB go through a web
 * stream as fast as they go to Node's response directly. A reader who goes away ends the export; an export that fails
 * breaks the answer off, so that half a file is never taken for a whole one.
 */
function streamFile(
  c: Context,
  deps: Deps,
  form: ExportForm,
  open: (signal: AbortSignal) => AsyncGenerator<Uint8Array>,
): Response {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  const readerLeft = new AbortController();
  const pieces = open(readerLeft.signal);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (readerLeft.signal.aborted) return;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          deps.log.error({ err: error }, 'an export failed');
          // Told of the error, the server would write its words into the file.
          if (outgoing) outgoing.destroy();
          else controller.error(error);
        }
      },
      async cancel() {
        readerLeft.abort();
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  const isArchive = form.what === 'everything';
  return c.body(body, 200, {
    ...securityHeaders,
    'content-type': isArchive ? 'application/zip' : 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${filename(deps, form)}"`,
    'cache-control': 'no-store',
  });
}

function filename(deps: Deps, { what, preset, campaign }: ExportForm): string {
  const day = new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: deps.config.timezone });
  const words = ['terrain', what, what === 'contacts' && preset !== 'terrain' ? preset : '', campaign];
  const name = [...words.filter((word) => word !== ''), day.format(deps.clock.now())].join('-');
  return `${name}.${what === 'everything' ? 'zip' : 'csv'}`;
}
