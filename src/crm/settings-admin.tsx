import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { findSegment, savedSegments, segmentChoices } from '../segments/queries.ts';
import { mustFindCrm } from './admin.tsx';
import type { FieldMapping } from './connector.ts';
import { type ConnectorOptions, readOptions } from './connector-options.ts';
import { type MappingFault, readMapping } from './mapping-form.ts';
import { MappingPage } from './mapping-pages.tsx';
import { readCampaigns, readOptionsForm, readScope } from './options-form.ts';
import { OptionsPage } from './options-pages.tsx';
import { previewMapping } from './preview-mapping.ts';
import type { CrmConnector } from './queries.ts';
import { saveMapping } from './save-mapping.ts';
import { saveOptions } from './save-options.ts';
import { vendorOf } from './vendors.ts';

/** What a connector is told, of whom, and which field goes where; to be mounted at `/admin`. */
export function crmSettingsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, db } = deps;
  const { timezone } = config;
  app.use(
    '/crm/*',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );
  const shared = (c: Context<AdminEnv>) => ({ locale: c.get('locale'), organizer: c.get('organizer'), timezone });

  app.get('/crm/:id/options', async (c) => await optionsPage(c, await mustFindCrm(deps, c)));

  app.post('/crm/:id/options', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const form = await readForm(c);
    const options = readOptionsForm(form, vendorOf(connector.vendor), readOptions(connector.options));
    const { campaigns } = await segmentChoices(db, c.get('locale'));
    const ids = campaigns.map(({ id }) => id);
    const scope = readScope(form, ids);
    const known = scope?.scope !== 'segment' || (await findSegment(db, scope.segmentId)) !== undefined;
    if (!scope || !known) return await optionsPage(c, connector, { options, campaignIds: readCampaigns(form, ids) });
    await saveOptions(deps, connector, { options, scope, organizerId: c.get('organizer').id });
    return seeOther(c, `/admin/crm/${connector.id}/options?saved=1`);
  });

  app.get('/crm/:id/mapping', async (c) => {
    const connector = await mustFindCrm(deps, c);
    return await mappingPage(c, connector, { mapping: connector.mapping, faults: new Map() });
  });

  app.post('/crm/:id/mapping', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const form = await readForm(c, 256 * 1024);
    const act = first(form, 'act');
    if (act === 'defaults') {
      const { defaultMapping } = vendorOf(connector.vendor);
      return await mappingPage(c, connector, { mapping: defaultMapping, faults: new Map(), look: true });
    }
    const read = readMapping(form, connector.description?.fields);
    if (read.faults.size > 0) return await mappingPage(c, connector, read, 422);
    if (act !== 'save') return await mappingPage(c, connector, { ...read, look: true });
    await saveMapping(deps, connector, { mapping: read.mapping, organizerId: c.get('organizer').id });
    return seeOther(c, `/admin/crm/${connector.id}/mapping?saved=1`);
  });

  /** `wrong`: what was chosen where a segment is missing. */
  async function optionsPage(
    c: Context<AdminEnv>,
    connector: CrmConnector,
    wrong?: { options: ConnectorOptions; campaignIds: string[] },
  ) {
    const { campaigns } = await segmentChoices(db, c.get('locale'));
    const page = (
      <OptionsPage
        {...shared(c)}
        connector={connector}
        options={wrong?.options ?? readOptions(connector.options)}
        campaigns={campaigns}
        campaignIds={wrong?.campaignIds ?? connector.campaignIds}
        scope={wrong ? 'segment' : connector.scope}
        segmentId={connector.segmentId}
        segments={await savedSegments(db)}
        noSegment={wrong !== undefined}
        saved={c.req.query('saved') === '1'}
      />
    );
    return await personalPage(c, page, wrong ? 422 : 200);
  }

  /** `look`: shows what the lines would do. */
  async function mappingPage(
    c: Context<AdminEnv>,
    connector: CrmConnector,
    { mapping, faults, look = false }: { mapping: FieldMapping[]; faults: Map<number, MappingFault>; look?: boolean },
    status: 200 | 422 = 200,
  ) {
    const [choices, preview] = await Promise.all([
      segmentChoices(db, c.get('locale')),
      look ? previewMapping(deps, connector, mapping) : undefined,
    ]);
    const questions = new Map(choices.campaigns.flatMap((one) => one.questions).map((one) => [one.field, one]));
    const page = (
      <MappingPage
        {...shared(c)}
        connector={connector}
        mapping={mapping}
        faults={faults}
        questions={[...questions.values()]}
        preview={preview}
        saved={c.req.query('saved') === '1'}
      />
    );
    return await personalPage(c, page, status);
  }

  return app;
}
