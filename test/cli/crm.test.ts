import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crmCommands } from '../../src/cli/crm.ts';
import { vendors } from '../../src/crm/vendors.ts';
import { addPeople, connectStandIn, withdraw } from '../crm/connected.ts';
import { type Cli, withCli } from '../support/cli.ts';
import { type StandIn, startStandIn } from '../support/crm/stand-in.ts';

let t: Cli;
let fake: StandIn;
const known = vendors.civicrm;
withCli((cli) => {
  t = cli;
});
beforeEach(async () => {
  fake = await startStandIn({ calls: 1_000, batch: 50 });
  vendors.civicrm = fake.vendor;
});
afterEach(async () => {
  await fake.close();
  if (known) vendors.civicrm = known;
  else delete vendors.civicrm;
});

function command(name: string) {
  const found = crmCommands.find(({ usage }) => usage.startsWith(`crm ${name}`));
  if (!found) throw new Error(name);
  return found;
}
const crm = (name: string, ...args: string[]) => command(name).run(args);

describe('on the command line', () => {
  test('a dry run says what a sync would do and sends nothing, and the sync does it', async () => {
    await addPeople(t.deps, 120, 'ligne');
    fake.add({ email: 'ligne7@example.org', contactId: undefined });
    await connectStandIn(t.deps, fake);
    expect(await crm('sync', '--dry-run')).toBe(0);
    expect(t.printed).toContain('created: 119');
    expect(fake.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(await crm('sync')).toBe(0);
    expect(fake.people()).toHaveLength(120);
    expect(t.printed.join('\n')).toMatch(/120 synced, 0 waiting/);
    const writes = fake.calls.length;
    expect(await crm('sync', 'stand-in')).toBe(0);
    expect(fake.calls).toHaveLength(writes);
  });

  test('a comparison says what differs, and has a "no" of here said again over there', async () => {
    const ids = await addPeople(t.deps, 5, 'compare');
    await connectStandIn(t.deps, fake);
    expect(await crm('sync')).toBe(0);
    expect(await crm('reconcile')).toBe(0);
    const one = fake.people().find(({ contactId }) => contactId === ids[0]);
    if (one) one.values = { ...one.values, first: 'Autre' };
    await withdraw(t.deps, ids[4]);
    expect(await crm('sync')).toBe(0);
    // Somebody subscribes them again over there.
    const leaver = fake.people().find(({ contactId }) => contactId === ids[4]);
    if (leaver) leaver.subscription = 'subscribed';
    expect(await crm('reconcile')).toBe(1);
    expect(t.printed).toContain('differs: 1');
    expect(t.printed).toContain('consent: 1');
    expect(await crm('status')).toBe(0);
    expect(await crm('replay')).toBe(0);
    expect(await crm('sync')).toBe(0);
    expect(fake.people().find(({ contactId }) => contactId === ids[4])?.subscription).toBe('unsubscribed');
  });

  test('what was refused is said by its cause and by the exit code, and replayed', async () => {
    await addPeople(t.deps, 3, 'refus');
    fake.refused.add('refus2@example.org');
    await connectStandIn(t.deps, fake);
    expect(await crm('sync')).toBe(1);
    expect(t.printed.join('\n')).toMatch(/1 refused.*invalid-value 1/);
    expect(await crm('status')).toBe(1);
    fake.refused.clear();
    expect(await crm('replay', '--contact', 'refus2@example.org')).toBe(0);
    expect(fake.people()).toHaveLength(3);
  });

  test('who failed and is tried again later keeps it from saying that all is equal', async () => {
    await addPeople(t.deps, 3, 'plus-tard');
    await connectStandIn(t.deps, fake);
    fake.faults.next = ['error-before'];
    expect(await crm('sync')).toBe(1);
    expect(t.printed.join('\n')).toMatch(/[1-3] waiting/);
  });

  test('a CRM that is down ends it with a code of its own, and what waits goes on waiting', async () => {
    await addPeople(t.deps, 3, 'panne');
    await connectStandIn(t.deps, fake);
    fake.faults.down = 'expired';
    expect(await crm('sync')).toBe(3);
    expect(await crm('status')).toBe(3);
    const [row] = await t.deps.db.execute<{ count: number }>(
      sql`select count(*)::int as count from crm_sync_states where state = 'waiting'`,
    );
    expect(row?.count).toBe(3);
  });

  test('a connector that there is not is asked for wrongly', async () => {
    expect(await crm('sync', 'nothing')).toBe(2);
    await expect(crm('sync', 'one', 'two')).rejects.toThrow('One connector');
  });
});
