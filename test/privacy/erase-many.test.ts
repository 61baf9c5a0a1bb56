import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runErasing } from '../../src/privacy/run-erasing.ts';
import {
  auditLog,
  type SignedInTest,
  startSignedIn,
  type Visitor,
  visitor,
  visitorAs,
} from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { addEverything, findAnywhere, makePlace } from './everything.ts';

let t: SignedInTest;
let olive: Visitor;
let campaignId: string;
const french = JSON.stringify({ version: 1, match: 'all', conditions: [{ kind: 'language', locale: 'fr' }] });
const preview = `/admin/erase-many?${new URLSearchParams({ filter: french })}`;

beforeAll(async () => {
  t = await startSignedIn();
  olive = await visitor(t, 'olive@example.org');
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns, imports, bulk_acts, erased_addresses, suppressions');
  await t.deps.db.$client`delete from graphile_worker._private_jobs`;
  campaignId = await addCampaign(t.deps);
});

/** Someone who signed up an hour ago. */
async function add(email: string, locale = 'fr'): Promise<string> {
  const id = uuidv7();
  const at = new Date(t.clock.now().getTime() - 3_600_000).toISOString();
  await t.deps.db.execute(sql`
    insert into contacts (id, email, locale, created_at) values (${id}, ${email}, ${locale}, ${at})`);
  await t.deps.db.execute(sql`
    insert into signups (id, campaign_id, contact_id, locale, answers, consented, created_at)
    values (${uuidv7()}, ${campaignId}, ${id}, 'fr', '{}', true, ${at})`);
  return id;
}

const left = async () => {
  const rows = await t.deps.db.$client`select email from contacts where erased_at is null order by email`;
  return rows.map(({ email }) => email);
};

async function confirm(people: string, { id = uuidv7(), shown = people } = {}): Promise<Response> {
  return await olive.post('/admin/erase-many', { id, filter: french, shown, people });
}

async function begin(people: string): Promise<string> {
  const answer = await confirm(people);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

describe('erasing a segment', () => {
  test('says first whom it would be, what goes, what stays and that it is for good', async () => {
    await add('ada@example.org');
    await add('bob@example.org');
    await add('eve@example.org', 'en');
    const html = await (await t.get(preview)).text();
    expect(html).toContain('Effacer 2 contacts');
    expect(html).toContain('ada@example.org');
    expect(html).not.toContain('eve@example.org');
    for (const words of ['Ce qui disparaît', 'Ce qui reste, sans nom', 'Cela ne s’annule pas'])
      expect(html).toContain(words);
    expect(await left()).toHaveLength(3);
  });

  test('erases as many as were typed, and nobody else; totals stay, the log has how many and no name', async () => {
    await add('ada@example.org');
    await add('bob@example.org');
    await add('eve@example.org', 'en');
    const path = await begin('2');
    await t.runDueJobs();
    expect(await left()).toEqual(['eve@example.org']);
    expect(await t.deps.db.$client`select from signups`).toHaveLength(3);
    const page = await (await t.get(path)).text();
    expect(page).toContain('2 sur 2 effacés');
    expect(page).not.toContain('/undo');
    const [begun, done] = [await auditLog(t, 'contacts.erasing-begun'), await auditLog(t, 'contacts.erased')];
    expect([begun.at(-1), done.at(-1)]).toMatchObject([{ count: 2 }, { count: 2, organizerId: t.organizerId }]);
    expect(await auditLog(t, 'contact.erased')).toEqual([]);
    expect(JSON.stringify([begun, done])).not.toContain('example.org');
  });

  test('leaves no word and no id of them anywhere, as erasing one does', async () => {
    const place = await makePlace(t.deps, campaignId);
    const zoe = await addEverything(t.deps, place, 'zoemark');
    const language = await t.deps.db.$client`select locale from contacts where id = ${zoe.id}`;
    t.clock.advance(60_000);
    const filter = JSON.stringify({
      version: 1,
      match: 'all',
      conditions: [{ kind: 'language', locale: language[0]?.locale }],
    });
    const [count] = await t.deps.db
      .$client`select count(*)::int as n from contacts where locale = ${language[0]?.locale}`;
    const people = String(count?.n);
    const answer = await olive.post('/admin/erase-many', { id: uuidv7(), filter, shown: people, people });
    expect(answer.status).toBe(303);
    await t.runDueJobs();
    expect(await findAnywhere(t.deps, zoe.mark)).toEqual([]);
    expect(await findAnywhere(t.deps, zoe.id)).toEqual([]);
  });

  test.each(['', '1', 'oui', '20'])('erases nobody where “%s” was typed, says so and keeps it', async (people) => {
    await add('ada@example.org');
    await add('bob@example.org');
    const answer = await confirm(people, { shown: '2' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('Écrivez 2');
    expect(html).toContain(`value="${people}"`);
    await t.runDueJobs();
    expect(await left()).toHaveLength(2);
  });

  test('asks anew where others have come since the page was opened', async () => {
    await add('ada@example.org');
    await add('bob@example.org');
    const answer = await confirm('1');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('c’est maintenant 2');
    expect(await t.deps.db.$client`select from bulk_acts`).toHaveLength(0);
    await t.runDueJobs();
    expect(await left()).toHaveLength(2);
  });

  test('sent twice is one erasing, and keeps who comes after it', async () => {
    await add('ada@example.org');
    const id = uuidv7();
    for (let times = 0; times < 2; times += 1) expect((await confirm('1', { id })).status).toBe(303);
    t.clock.advance(7_200_000);
    await add('late@example.org');
    await t.runDueJobs();
    expect((await confirm('1', { id })).status).toBe(303);
    expect(await left()).toEqual(['late@example.org']);
    expect(await auditLog(t, 'contacts.erasing-begun')).toHaveLength((await auditLog(t, 'contacts.erased')).length);
  });

  test('takes nobody whom the segment means only since it was confirmed, and keeps whom it means no longer', async () => {
    const ada = await add('ada@example.org');
    await add('bob@example.org');
    const eve = await add('eve@example.org', 'en');
    const path = await begin('2');
    await t.deps.db.$client`update contacts set locale = 'fr' where id = ${eve}`;
    await t.deps.db.$client`update contacts set locale = 'en' where id = ${ada}`;
    await t.runDueJobs();
    expect(await left()).toEqual(['ada@example.org', 'eve@example.org']);
    expect(await (await t.get(path)).text()).toContain('1 sur 2 effacés');
  });

  test('is not held up by one who cannot be erased, and ends as stopped when the attempts are over', async () => {
    const { $client: client } = t.deps.db;
    const ada = await add('ada@example.org');
    await add('bob@example.org');
    const path = await begin('2');
    const actId = path.split('/').at(-1) ?? '';
    // Something that this version of Terrain knows nothing of holds on to them.
    await client`create table held_on_to (contact_id uuid references contacts)`;
    try {
      await client`insert into held_on_to values (${ada})`;
      await expect(runErasing(t.deps, { actId })).rejects.toThrow();
      expect(await left()).toEqual(['ada@example.org']);
      expect(await auditLog(t, 'contacts.erased')).toEqual([]);
      await expect(runErasing(t.deps, { actId }, 25)).rejects.toThrow();
    } finally {
      await client`drop table held_on_to`;
    }
    expect(await (await t.get(path)).text()).toContain('Arrêtée');
    expect(await auditLog(t, 'contacts.erased')).toMatchObject([{ count: 1 }]);
    await t.runDueJobs();
    expect(await left()).toEqual(['ada@example.org']);
  });

  test('stops where it is told to: who is erased stays so, the others stay, and it cannot be undone', async () => {
    await add('ada@example.org');
    const path = await begin('1');
    await olive.post(`${path}/stop`);
    await t.runDueJobs();
    expect(await left()).toEqual(['ada@example.org']);
    await olive.post(`${path}/undo`);
    await t.runDueJobs();
    expect(await (await t.get(path)).text()).toContain('Arrêtée');
    expect((await auditLog(t, 'contacts.erased')).at(-1)).toMatchObject({ count: 0 });
  });

  test('goes on with who is left when it was killed, and counts nobody twice', async () => {
    for (const name of ['ada', 'bob', 'eve']) await add(`${name}@example.org`);
    const path = await begin('3');
    const actId = path.split('/').at(-1) ?? '';
    // Killed after the first one: the count went up with them, the job is still there.
    let begun = 0;
    const dying = {
      ...t.deps,
      db: new Proxy(t.deps.db, {
        get: (target, name, receiver) => {
          if (name === 'transaction') begun += 1;
          if (begun > 1) throw new Error('killed');
          return Reflect.get(target, name, receiver);
        },
      }),
    };
    await expect(runErasing(dying, { actId })).rejects.toThrow('killed');
    expect(await left()).toHaveLength(2);
    await t.runDueJobs();
    expect(await left()).toEqual([]);
    expect(await (await t.get(path)).text()).toContain('3 sur 3 effacés');
    expect((await auditLog(t, 'contacts.erased')).at(-1)).toMatchObject({ count: 3 });
  });

  test('is for owners alone: nobody else is shown the way, or let through', async () => {
    await add('ada@example.org');
    const organizer = await visitorAs(t, 'organizer');
    const acts = `/admin/bulk-acts/new?${new URLSearchParams({ filter: french })}`;
    expect(await (await t.get(acts)).text()).toContain('/admin/erase-many');
    expect(await (await organizer.get(acts)).text()).not.toContain('/admin/erase-many');
    expect((await organizer.get(preview)).status).toBe(403);
    const fields = { id: uuidv7(), filter: french, shown: '1', people: '1' };
    expect((await organizer.post('/admin/erase-many', fields)).status).toBe(403);
    expect(await left()).toHaveLength(1);
  });

  test('never takes a filter that cannot be read for everyone', async () => {
    await add('ada@example.org');
    expect((await t.get('/admin/erase-many?filter=x')).status).toBe(400);
    expect((await t.get('/admin/erase-many')).status).toBe(400);
  });
});
