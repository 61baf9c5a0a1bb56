import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { getPath } from 'hono/utils/url';
import { apiAdmin } from './api/admin.tsx';
import { apiRoutes } from './api/routes.tsx';
import { broadcastsAdmin } from './broadcasts/admin.tsx';
import { broadcastWritingAdmin } from './broadcasts/write-admin.tsx';
import { bulkActsAdmin } from './bulk-acts/admin.tsx';
import { ClosedPage } from './campaigns/pages.tsx';
import { refusalsAdmin } from './campaigns/refusals-admin.tsx';
import { campaignRoutes, notFoundPage, othersAtOnce } from './campaigns/routes.tsx';
import { campaignView } from './campaigns/view.ts';
import { checkInAdmin } from './check-in/admin.tsx';
import { mailDomainRoutes } from './contacts/routes.tsx';
import { crmAdmin } from './crm/admin.tsx';
import { contactHistoryAdmin } from './crm/history-admin.tsx';
import { metricsRoutes } from './crm/metrics-routes.ts';
import { crmOperationsAdmin } from './crm/operations-admin.tsx';
import { crmRoutes } from './crm/routes.tsx';
import { crmSettingsAdmin } from './crm/settings-admin.tsx';
import { isConnectionError } from './db/connection-error.ts';
import { isLockTimeout } from './db/sql-state.ts';
import { deliveryAdmin } from './delivery/admin.tsx';
import { deliveryRoutes } from './delivery/routes.tsx';
import type { Deps } from './deps.ts';
import { contactsAdmin } from './dossiers/admin.tsx';
import { contactListAdmin } from './dossiers/list-admin.tsx';
import { editorAdmin } from './editor/admin.tsx';
import { guideAdmin } from './editor/guide-admin.tsx';
import { AppError, type ErrorKind } from './errors.ts';
import { exportsAdmin } from './exports/admin.tsx';
import { heldRoutes } from './held/routes.tsx';
import { answerWithin, hasComeIn } from './http/answer-within.ts';
import { healthRoutes } from './http/health.ts';
import { type PostedForm, postedForm } from './http/read-form.ts';
import { renewPath } from './http/renew-token.ts';
import { personalPage } from './http/respond.ts';
import { films, staticFiles } from './http/static-files.ts';
import { pageLocale } from './http/visitor-locale.ts';
import { importsAdmin } from './imports/admin.tsx';
import { kioskAdmin } from './kiosk/admin.tsx';
import { kioskRoutes } from './kiosk/routes.tsx';
import { messages } from './locales/index.ts';
import { numbersAdmin } from './numbers/admin.tsx';
import { campaignNumbersAdmin } from './numbers/numbers-admin.tsx';
import { sourcesAdmin } from './numbers/sources-admin.tsx';
import { organizersAdmin } from './organizers/admin.tsx';
import { guardAdmin } from './organizers/guard-admin.tsx';
import { outreachAdmin } from './outreach/admin.tsx';
import { uploadedPictureRoutes } from './pictures/routes.ts';
import { eraseManyAdmin } from './privacy/erase-many-admin.tsx';
import { mergeAdmin } from './privacy/merge-admin.tsx';
import { retentionAdmin } from './privacy/retention-admin.tsx';
import { rightsAdmin } from './privacy/rights-admin.tsx';
import { privacyRoutes } from './privacy/routes.tsx';
import { quickTaskRoutes } from './quick-tasks/routes.tsx';
import { conversationsAdmin } from './replies/admin.tsx';
import { reportRoutes } from './reports/routes.tsx';
import { wallsAdmin } from './screens/admin.tsx';
import { counterRoutes } from './screens/routes.tsx';
import { segmentsAdmin } from './segments/admin.tsx';
import { sequencesAdmin } from './sequences/admin.tsx';
import { sharingAdmin } from './sharing/admin.tsx';
import { createPictureCache } from './sharing/picture-cache.ts';
import { pictureRoutes } from './sharing/picture-routes.ts';
import { sharingRoutes } from './sharing/routes.tsx';
import { shiftsAdmin } from './shifts/admin.tsx';
import { nextShiftRoutes } from './shifts/next-routes.tsx';
import { shiftRoutes } from './shifts/routes.tsx';
import { waitRoutes } from './shifts/wait-routes.tsx';
import { signupsAdmin } from './signups/admin.tsx';
import { signupRoutes } from './signups/routes.tsx';
import { leave } from './space/leave.ts';
import { leaveRoutes } from './space/leave-routes.tsx';
import { nextAskRoutes } from './space/next-routes.tsx';
import { preferencesRoutes } from './space/preferences-routes.tsx';
import { spaceRoutes } from './space/routes.tsx';
import { teamsAdmin } from './teams/admin.tsx';
import { MessagePage } from './ui/message-page.tsx';
import { wordingsAdmin } from './wordings/admin.tsx';

const emptyForm: PostedForm = new Map();

const statuses: Record<ErrorKind, ContentfulStatusCode> = {
  'not-found': 404,
  gone: 410,
  closed: 410,
  forbidden: 403,
  'unsupported-type': 415,
  'too-large': 413,
  malformed: 400,
  'too-many': 429,
  unavailable: 503,
};

/** The map of URLs. */
export function createApp(deps: Deps): Hono {
  const app = new Hono({ getPath: (request) => renewPath(deps.config, getPath(request)) });
  // The landing page comes from memory, and the intake of sign-ups gives up by itself.
  const patient = answerWithin(9_000, () => deps.db.$renew());
  const waiting = ['/', '/c/*', '/s/*', '/u/*', '/:locale{fr|en}/:slug/next/*', '/:locale{fr|en}/:slug/again/*'];
  for (const path of [...waiting, '/:locale{fr|en}/:slug/embed/*', '/:locale{fr|en}/:slug/kiosk/*'])
    app.use(path, patient);
  app.route('/', signupRoutes(deps));
  app.route('/', kioskRoutes(deps));
  app.route('/', heldRoutes(deps));
  app.route('/', mailDomainRoutes());
  app.route('/', nextAskRoutes(deps));
  app.route('/', spaceRoutes(deps));
  app.route('/', preferencesRoutes(deps));
  app.route('/', privacyRoutes(deps));
  app.route('/', nextShiftRoutes(deps));
  app.route('/', shiftRoutes(deps));
  app.route('/', waitRoutes(deps));
  app.route('/', quickTaskRoutes(deps));
  app.route('/', reportRoutes(deps));
  app.route('/', leaveRoutes(deps));
  app.route('/', deliveryRoutes(deps));
  app.route('/', crmRoutes(deps));
  app.route('/', metricsRoutes(deps));
  app.route('/', apiRoutes(deps));
  app.route('/', sharingRoutes(deps));
  app.route('/', counterRoutes(deps));
  app.use('/admin/*', guardAdmin(deps));
  const pictures = createPictureCache();
  app.route('/', pictureRoutes(deps, pictures));
  app.route('/admin', sharingAdmin(deps, pictures));
  app.route('/', uploadedPictureRoutes(deps));
  app.route('/', healthRoutes(deps));
  app.route('/admin', guideAdmin(deps));
  app.route('/admin', deliveryAdmin(deps));
  app.route('/admin', sequencesAdmin(deps));
  app.route('/admin', editorAdmin(deps));
  const admins = [organizersAdmin, contactsAdmin, exportsAdmin, numbersAdmin, sourcesAdmin, apiAdmin, refusalsAdmin];
  for (const admin of [...admins, wordingsAdmin, signupsAdmin, kioskAdmin, teamsAdmin, shiftsAdmin, outreachAdmin])
    app.route('/admin', admin(deps));
  for (const admin of [contactListAdmin, segmentsAdmin, bulkActsAdmin, mergeAdmin, rightsAdmin, eraseManyAdmin])
    app.route('/admin', admin(deps));
  for (const admin of [
    broadcastsAdmin,
    broadcastWritingAdmin,
    campaignNumbersAdmin,
    retentionAdmin,
    importsAdmin,
    wallsAdmin,
    checkInAdmin,
    crmAdmin,
    crmSettingsAdmin,
    crmOperationsAdmin,
    contactHistoryAdmin,
  ])
    app.route('/admin', admin(deps));
  app.route('/admin', conversationsAdmin(deps, { leave }));
  // After the others: any single word may be a campaign's name.
  app.route('/', campaignRoutes(deps));
  app.route('/', films('public'));
  app.route('/', staticFiles('public'));
  app.notFound((c) => notFoundPage(c, deps, pageLocale(c, deps.config.defaultLocale)));
  app.onError((error, c) => errorPage(deps, error, c));
  return app;
}

/** What a person reads when a request cannot be served: a kind sentence, and what they typed. */
async function errorPage(deps: Deps, error: Error, c: Context): Promise<Response> {
  const locale = pageLocale(c, deps.config.defaultLocale);
  const refusal = asRefusal(error);
  const isDatabase = refusal?.kind === 'unavailable' && hasComeIn(c) && !isLockTimeout(error);
  if (isDatabase) deps.db.$renew();
  if (refusal?.kind === 'not-found') return await notFoundPage(c, deps, locale);
  if (refusal?.kind === 'closed') return await closedPage(deps, refusal, c);
  const kind = refusal?.kind ?? 'unexpected';
  const requestId = refusal ? undefined : randomBytes(6).toString('hex');
  if (isDatabase) deps.log.warn({ err: error }, 'the database does not answer');
  if (!refusal) deps.log.error({ err: error, requestId, method: c.req.method, route: c.req.routePath }, 'unexpected');
  const t = messages(locale).pages.problems;
  const sendAgain = c.req.method === 'POST' && (kind === 'unavailable' || kind === 'unexpected');
  const form = sendAgain ? (postedForm(c) ?? emptyForm) : undefined;
  const fields = [...(form ?? [])].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  const page = (
    <MessagePage
      locale={locale}
      baseUrl={deps.config.baseUrl}
      title={t[kind].title}
      sentences={t[kind].sentences}
      action={{ label: t.home, href: `/?lang=${locale}` }}
      retry={form && { action: c.req.path, fields }}
      requestId={requestId}
    />
  );
  const retryAfter = refusal?.retryAfter ?? (kind === 'unavailable' ? 5 : undefined);
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return await personalPage(c, page, refusal ? statuses[refusal.kind] : 500, headers);
}

function asRefusal(error: Error): AppError | undefined {
  if (error instanceof AppError) return error;
  const isLater = isConnectionError(error) || isLockTimeout(error);
  return isLater ? new AppError('unavailable', error.message, { cause: error }) : undefined;
}

async function closedPage(deps: Deps, refusal: AppError, c: Context): Promise<Response> {
  const locale = pageLocale(c, deps.config.defaultLocale);
  const campaign = await deps.campaigns.find(refusal.subject ?? '');
  const view = campaign && campaignView(campaign, locale);
  if (!view) return await notFoundPage(c, deps, locale);
  const others = await othersAtOnce(deps, locale);
  return await personalPage(c, <ClosedPage campaign={view} baseUrl={deps.config.baseUrl} others={others} />, 410);
}
