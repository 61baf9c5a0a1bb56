import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/crm/call-failed.ts';
import type { Call } from '../../src/crm/connector.ts';
import { disconnectCrm } from '../../src/crm/disconnect-crm.ts';
import { oauth } from '../../src/crm/nationbuilder/oauth.ts';
import { type CrmConnector, findCrm } from '../../src/crm/queries.ts';
import { freshTokens } from '../../src/crm/refresh-tokens.ts';
import { openText, placeOf, sealText } from '../../src/crm/seal.ts';
import { crmConnectors } from '../../src/crm/table.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { type FakeNationBuilder, startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { plainCall } from '../support/crm/plain-call.ts';

let t: TestApp;
let others: Deps[] = [];
let fake: FakeNationBuilder;
beforeAll(async () => {
  t = await startTest({ at: 'present' });
  // Other workers, each with connections of its own.
  others = [1, 2, 3].map(() => createDeps(t.deps.config, { clock: t.clock, log: t.deps.log }));
});
afterEach(async () => await fake.close());
afterAll(async () => {
  for (const deps of others) await deps.close();
  await t.close();
});

const tokensOf = async (id: string) => {
  const crm = await findCrm(t.deps.db, id);
  if (crm?.tokens == null) throw new Error('no tokens');
  return { ...JSON.parse(openText(t.deps.config, placeOf(id, 'tokens'), crm.tokens)), version: crm.tokensVersion };
};

/** A connector whose access token is over, and every worker's way to ask for a fresh one. */
async function connect(options: Parameters<typeof startFakeNationBuilder>[0] = {}, call: Call = plainCall()) {
  fake = await startFakeNationBuilder(options);
  const { db, config, clock } = t.deps;
  const id = uuidv7();
  const tokens = { ...fake.grantTokens(), expiresAt: clock.now() };
  await db.insert(crmConnectors).values({
    id,
    vendor: 'nationbuilder',
    name: 'Nation',
    state: 'active',
    credentials: sealText(config, placeOf(id, 'credentials'), JSON.stringify(fake.credentials)),
    tokens: sealText(config, placeOf(id, 'tokens'), JSON.stringify(tokens)),
    tokensExpireAt: tokens.expiresAt,
  });
  /** `refused`: the connector as it was read when the vendor refused its access token. */
  const ask = async (deps: Deps, refused?: CrmConnector) => {
    const connector = refused ?? (await findCrm(deps.db, id));
    const expired = refused !== undefined;
    if (!connector) throw new Error('no connector');
    const session = { batchId: uuidv7(), calls: [], secrets: [] };
    return await freshTokens(deps, { connector, oauth, filled: fake.credentials, call, session, expired });
  };
  return { id, tokens, ask };
}

describe('access tokens', () => {
  test('are refreshed once, though twelve on four workers ask at once, and all have the same', async () => {
    const { id, tokens, ask } = await connect({ rotation: 'at-once' });
    const workers = [t.deps, ...others];
    const given = await Promise.all(Array.from({ length: 12 }, (_, index) => ask(workers[index % 4] ?? t.deps)));
    expect(fake.calls.filter(({ path }) => path === '/oauth/token')).toHaveLength(1);
    expect(new Set(given.map(({ access }) => access)).size).toBe(1);
    const kept = await tokensOf(id);
    expect(kept).toMatchObject({ access: given[0]?.access, refresh: given[0]?.refresh, version: 1 });
    expect(kept.refresh).not.toBe(tokens.refresh);
  });

  test('are refreshed once, though several were refused with the old one', async () => {
    const { id, ask } = await connect({ rotation: 'at-once' });
    await ask(t.deps);
    const refused = await findCrm(t.deps.db, id);
    await Promise.all([t.deps, ...others].map((deps) => ask(deps, refused)));
    expect(fake.calls.filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
    expect((await tokensOf(id)).version).toBe(2);
  });

  test('that come while the connector is disconnected are not kept', async () => {
    const { id, ask } = await connect({}, async (request) => {
      const answer = await plainCall()(request);
      await disconnectCrm(t.deps, id, '');
      return answer;
    });
    await ask(t.deps);
    expect(await findCrm(t.deps.db, id)).toMatchObject({ state: 'disconnected', tokens: null });
  });

  test('a refresh whose answer was lost is tried again with the same token', async () => {
    const { ask } = await connect({ rotation: 'on-first-use' });
    fake.faults.next = ['reset-after'];
    await expect(ask(t.deps)).rejects.toThrow();
    const { access } = await ask(t.deps);
    expect(access).toMatch(/^nba_/);
  });

  test('where the old one had died with it, it is said that somebody has to connect again, and nothing is overwritten', async () => {
    const { id, tokens, ask } = await connect({ rotation: 'at-once' });
    fake.faults.next = ['reset-after'];
    await expect(ask(t.deps)).rejects.toThrow();
    const refused = await ask(t.deps).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ why: 'credentials', message: expect.stringContaining('invalid_grant') });
    expect(await tokensOf(id)).toMatchObject({ refresh: tokens.refresh, version: 0 });
  });

  test('of an organizer who connects again meanwhile are not overwritten by the refresh of the old ones', async () => {
    let meanwhile = async () => {};
    const call: Call = async (request) => {
      const answer = await plainCall()(request);
      await meanwhile();
      return answer;
    };
    const { id, ask } = await connect({}, call);
    meanwhile = async () => {
      const tokens = { ...fake.grantTokens(), expiresAt: new Date(t.clock.now().getTime() + 86_400_000) };
      await t.deps.db
        .update(crmConnectors)
        .set({
          tokens: sealText(t.deps.config, placeOf(id, 'tokens'), JSON.stringify(tokens)),
          tokensVersion: sql`tokens_version + 1`,
          tokensLockedUntil: null,
        })
        .where(eq(crmConnectors.id, id));
      newest = tokens.access;
    };
    let newest = '';
    await ask(t.deps);
    expect(newest).not.toBe('');
    expect(await tokensOf(id)).toMatchObject({ access: newest, version: 1 });
  });

  test('of a worker that died while it refreshed are refreshed by the next, once its lease is over', async () => {
    const { id, ask } = await connect({ rotation: 'on-first-use' });
    await t.deps.db
      .update(crmConnectors)
      .set({ tokensLockedUntil: sql`clock_timestamp() + interval '400 ms'` })
      .where(eq(crmConnectors.id, id));
    await ask(t.deps);
    expect((await tokensOf(id)).version).toBe(1);
  });
});
