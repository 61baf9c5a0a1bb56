import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { askRedeem } from './ask-redeem.ts';
import { askTest } from './ask-test.ts';
import { changeCredentials } from './change-credentials.ts';
import { connectCrm } from './connect-crm.ts';
import { connectionFaults, readConnection, type TypedConnection } from './connection-form.ts';
import { ConnectionPage, NewConnectionPage } from './connection-pages.tsx';
import type { Vendor } from './connector.ts';
import { disconnectCrm } from './disconnect-crm.ts';
import { countHeld, listCrms } from './health-queries.ts';
import type { MadeKeys } from './key-pages.tsx';
import { ChoosePage, CrmsPage } from './list-pages.tsx';
import { makeInboundSecret } from './make-inbound-secret.ts';
import { OauthPage } from './oauth-pages.tsx';
import { authorizeUrl, oauthRedirect, readOauthState } from './oauth-state.ts';
import { findCrm } from './queries.ts';
import { shownCredentials } from './shown-credentials.ts';
import { vendorOf, vendors } from './vendors.ts';
import { rotateKey } from './webhooks/rotate-key.ts';
import { newSecret } from './webhooks/sign.ts';

type Problem = { typed: TypedConnection; faults: Map<string, 'required' | 'wrong'> };

/** The connectors: which there are, connecting one, its way in, ending it; to be mounted at `/admin`. */
export function crmAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, clock, db } = deps;
  const { timezone } = config;
  app.use(
    '/crm/*',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );
  const shared = (c: Context<AdminEnv>) => ({ locale: c.get('locale'), organizer: c.get('organizer'), timezone });

  app.get('/crm', async (c) => await personalPage(c, <CrmsPage {...shared(c)} lines={await listCrms(db)} />));

  app.get('/crm/new', async (c) => {
    const all = Object.values(vendors).filter((one) => one !== undefined);
    return await personalPage(c, <ChoosePage {...shared(c)} vendors={all} />);
  });

  app.get('/crm/new/:vendor', (c) => newPage(c, findVendor(c.req.param('vendor')), uuidv7()));

  app.post('/crm/new/:vendor', async (c) => {
    const vendor = findVendor(c.req.param('vendor'));
    const form = await readForm(c);
    const [id, typed] = [formId(form), readConnection(form, vendor)];
    const faults = connectionFaults(typed, vendor);
    if (faults.size > 0) return await newPage(c, vendor, id, { typed, faults });
    await connectCrm(deps, { id, organizerId: c.get('organizer').id, vendor: vendor.name, ...typed });
    return seeOther(c, `/admin/crm/${id}/connection`);
  });

  app.get('/crm/oauth', async (c) => {
    const { state = '', code } = c.req.query();
    const connectorId = readOauthState(config, state, c.get('organizer').id, clock.now());
    const connector = connectorId === undefined ? undefined : await findCrm(db, connectorId);
    const label = connector && vendorOf(connector.vendor).label;
    const given = code === undefined ? undefined : { code, state };
    return await personalPage(c, <OauthPage {...shared(c)} {...{ label, connectorId, given }} />);
  });

  app.post('/crm/oauth', async (c) => {
    const form = await readForm(c);
    const connectorId = readOauthState(config, first(form, 'state'), c.get('organizer').id, clock.now());
    const code = first(form, 'code');
    if (connectorId === undefined || code === '')
      throw new AppError('forbidden', 'nobody asked for this authorization');
    await askRedeem(deps, { connectorId, code, organizerId: c.get('organizer').id });
    return seeOther(c, `/admin/crm/${connectorId}/connection`);
  });

  app.get('/crm/:id/connection', (c) => connectionPage(c, {}));

  app.post('/crm/:id/connection', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const vendor = vendorOf(connector.vendor);
    const typed = readConnection(await readForm(c), vendor);
    if (typed.name === '')
      return await connectionPage(c, { problem: { typed, faults: new Map([['name', 'required']]) } });
    const { name, credentials } = typed;
    const change = { connectorId: connector.id, organizerId: c.get('organizer').id, name, typed: credentials };
    const refused = await changeCredentials(deps, change);
    if (refused.length > 0) {
      return await connectionPage(c, { problem: { typed, faults: new Map(refused.map((key) => [key, 'wrong'])) } });
    }
    return seeOther(c, `/admin/crm/${connector.id}/connection`);
  });

  app.post('/crm/:id/test', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    await db.transaction((tx) => askTest(tx, id, clock.now()));
    return seeOther(c, `/admin/crm/${id}/connection`);
  });

  app.post('/crm/:id/inbound', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    const made = await makeInboundSecret(deps, { connectorId: id, organizerId: c.get('organizer').id });
    // Not redirected: it is shown in this one answer, and kept nowhere that it could be read from.
    return await connectionPage(c, { made: { inbound: made } });
  });

  app.post('/crm/:id/signing-key', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    const made = await rotateKey(deps, { connectorId: id, organizerId: c.get('organizer').id });
    return await connectionPage(c, { made: { signing: made } });
  });

  app.post('/crm/:id/disconnect', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    if (first(await readForm(c), 'understood') !== 'yes') return await connectionPage(c, { unticked: true });
    await disconnectCrm(deps, id, c.get('organizer').id);
    return seeOther(c, `/admin/crm/${id}`);
  });

  async function newPage(c: Context<AdminEnv>, vendor: Vendor, id: string, problem?: Problem) {
    const typed = problem?.typed ?? { name: vendor.label, credentials: {} };
    const page = (
      <NewConnectionPage
        {...shared(c)}
        vendor={vendor}
        id={id}
        typed={typed}
        faults={problem?.faults ?? new Map()}
        kept={false}
        redirect={vendor.oauth && oauthRedirect(config)}
        madeSecret={vendor.name === 'webhooks' ? newSecret() : undefined}
      />
    );
    return await personalPage(c, page, problem ? 422 : 200);
  }

  /** `made`: keys that were made just now. */
  async function connectionPage(
    c: Context<AdminEnv>,
    { problem, unticked = false, made = {} }: { problem?: Problem; unticked?: boolean; made?: MadeKeys },
  ) {
    const connector = await mustFindCrm(deps, c);
    const vendor = vendorOf(connector.vendor);
    const testing =
      connector.testAskedAt !== null && !(connector.testedAt && connector.testedAt >= connector.testAskedAt);
    const page = (
      <ConnectionPage
        {...shared(c)}
        connector={connector}
        vendor={vendor}
        testing={testing}
        authorizeUrl={authorizeUrl(config, connector, c.get('organizer').id, clock.now())}
        redirect={vendor.oauth && oauthRedirect(config)}
        typed={problem?.typed ?? { name: connector.name, credentials: shownCredentials(config, connector) }}
        faults={problem?.faults ?? new Map()}
        kept
        inboundUrl={`${config.baseUrl}/webhooks/crm/${connector.id}`}
        made={made}
        held={await countHeld(db, connector.id)}
        unticked={unticked}
      />
    );
    const wrong = problem !== undefined || unticked;
    return await personalPage(c, page, wrong ? 422 : 200, testing && !wrong ? { refresh: '2' } : {});
  }

  return app;
}

/** The connector that a path names, unless it is disconnected. @throws AppError `not-found`. */
export async function mustFindCrm({ db }: Deps, c: Context<AdminEnv>) {
  const connector = await findCrm(db, idParameter(c.req.param('id') ?? ''));
  if (!connector || connector.state === 'disconnected') throw new AppError('not-found', 'there is no such connector');
  return connector;
}

function findVendor(name: string): Vendor {
  const vendor = Object.values(vendors).find((one) => one?.name === name);
  if (!vendor) throw new AppError('not-found');
  return vendor;
}
