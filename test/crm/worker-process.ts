import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { foldChanges } from '../../src/crm/fold-changes.ts';
import { pushWaiting } from '../../src/crm/push-waiting.ts';
import { findCrm } from '../../src/crm/queries.ts';
import { vendors } from '../../src/crm/vendors.ts';
import { createDeps } from '../../src/deps.ts';
import { standInVendor } from '../support/crm/stand-in.ts';

// A worker that does nothing but push to one connector, until it is killed: what the kills of the endurance test hit.
const { CONNECTOR: id = '', STAND_IN: limits } = process.env;
const config = readConfig(process.env);
const deps = createDeps({ ...config, databaseUrl: config.databaseUrl ?? '', secret: config.secret ?? '' });
if (limits) vendors.civicrm = standInVendor(JSON.parse(limits));
for (;;) {
  await foldChanges(deps);
  await pushWaiting(deps, id);
  if (!(await findCrm(deps.db, id))) process.exit(0);
  await delay(50);
}
