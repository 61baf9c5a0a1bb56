import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { placeOf, sealText } from '../../src/crm/seal.ts';
import { crmConnectors, crmGates, crmSyncStates } from '../../src/crm/table.ts';
import { vendors } from '../../src/crm/vendors.ts';
import type { Deps } from '../../src/deps.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type StandIn, startStandIn } from '../support/crm/stand-in.ts';

/** A connector to the stand-in, active unless it is said otherwise. */
export async function connectStandIn(
  deps: Deps,
  fake: Pick<StandIn, 'credentials' | 'vendor'>,
  changes: Partial<typeof crmConnectors.$inferInsert> = {},
): Promise<string> {
  const id = uuidv7();
  const credentials = sealText(deps.config, placeOf(id, 'credentials'), JSON.stringify(fake.credentials));
  await deps.db.insert(crmConnectors).values({
    id,
    vendor: fake.vendor.name,
    name: 'Stand-in',
    state: 'active',
    credentials,
    mapping: fake.vendor.defaultMapping,
    ...changes,
  });
  await deps.db.insert(crmGates).values({ connectorId: id });
  return id;
}

/** People who were there before and agreed to mail. Returns their ids, in order. */
export async function addPeople({ db }: Pick<Deps, 'db'>, count: number, name = 'n'): Promise<string[]> {
  await db.execute(sql`
    with people as (
      insert into contacts (id, email, first_name, last_name, locale)
      select gen_random_uuid(), ${name} || n || '@example.org', 'Prénom ' || n, 'Nom', 'fr'
      from generate_series(1, ${count}::int) n returning id
    )
    insert into consents (id, contact_id, purpose, channel, action, wording, locale, source, at)
    select gen_random_uuid(), id, 'follow-up', 'email', 'granted', 'Oui', 'fr', 'confirm-page', now() - interval '1 day'
    from people`);
  const rows = await db.execute<{ id: string }>(sql`
    select id from contacts where email like ${`${name}%@example.org`} order by length(email), email`);
  return [...rows].map(({ id }) => id);
}

/** Somebody leaves, as their own page has it. */
export async function withdraw(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  contactId: string | undefined,
): Promise<void> {
  await db.execute(sql`
    insert into consents (id, contact_id, purpose, channel, action, wording, locale, source, at)
    values (${uuidv7()}, ${contactId ?? null}::uuid, 'follow-up', 'email', 'withdrawn', 'Non', 'fr', 'unsubscribe-page',
      ${clock.now().toISOString()}::timestamptz)`);
}

/** Has the minute's watch run now. */
export async function watch(t: TestApp): Promise<void> {
  await t.deps.db.execute(sql`select graphile_worker.add_job('crm.watch', '{}')`);
  await t.runDueJobs();
}

export async function statesOf({ db }: Pick<Deps, 'db'>, connectorId: string) {
  return await db.select().from(crmSyncStates).where(sql`connector_id = ${connectorId}::uuid`);
}

type World = { t: TestApp; fake: StandIn; crmId: string };

/** Before each test of a file: the application, a stand-in, and an active connector to it. */
export function withStandIn(options: Parameters<typeof startStandIn>[0] = {}): () => World {
  let t: TestApp | undefined;
  let world: World | undefined;
  const known = vendors.civicrm;
  beforeAll(async () => {
    t = await startTest({ env: { CRM_TIMEOUT_SECONDS: '0.4' } });
    await addCampaign(t.deps);
    // Ahead of the real one: what is due later by this clock must not come due while a test runs.
    t.clock.advance(3_600_000);
  });
  beforeEach(async () => {
    if (!t) throw new Error('nothing was started');
    await world?.fake.close();
    const fake = await startStandIn(options);
    vendors.civicrm = fake.vendor;
    await t.deps.db.execute(sql`delete from crm_connectors`);
    await t.runDueJobs();
    world = { t, fake, crmId: await connectStandIn(t.deps, fake) };
  });
  afterAll(async () => {
    await world?.fake.close();
    if (known) vendors.civicrm = known;
    else delete vendors.civicrm;
    await t?.close();
  });
  return () => {
    if (!world) throw new Error('nothing was started');
    return world;
  };
}
