import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectCrm } from '../../src/crm/connect-crm.ts';
import { openText, placeOf } from '../../src/crm/seal.ts';
import { crmConnectors } from '../../src/crm/table.ts';
import { vendorOf } from '../../src/crm/vendors.ts';
import { messages } from '../../src/locales/index.ts';
import { type SignedInTest, startSignedIn, visitorAs } from '../organizers/signed-in.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import type { FakeCrm } from '../support/crm/fake-crm.ts';
import { startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { startFakeReceiver } from '../support/crm/fake-receiver.ts';
import { formBody } from '../support/forms.ts';

const { crm } = messages('fr');
const works = 'La connexion fonctionne';
let t: SignedInTest;
const fakes: FakeCrm[] = [];

beforeAll(async () => {
  t = await startSignedIn({ CRM_TIMEOUT_SECONDS: '2' });
});
afterAll(async () => {
  for (const fake of fakes) await fake.close();
  await t.close();
});

async function started<Fake extends FakeCrm>(fake: Promise<Fake>): Promise<Fake> {
  const one = await fake;
  fakes.push(one);
  return one;
}

async function send(path: string, fields: Record<string, string> = {}, cookie = t.cookie): Promise<Response> {
  return await t.app.request(path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody(fields),
  });
}

const look = async (path: string) => (await (await t.get(path)).text()).replaceAll('&amp;', '&');

/** Fills in a vendor's form with what its stand-in takes; the path of the connection's page. */
async function connect(vendor: string, { credentials }: FakeCrm): Promise<string> {
  const typed = Object.entries(credentials).map(([key, value]): [string, string] => [`credential.${key}`, value]);
  const answer = await send(`/admin/crm/new/${vendor}`, { id: uuidv7(), name: vendor, ...Object.fromEntries(typed) });
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

describe('connecting', () => {
  test('HubSpot works with its token', async () => {
    const page = await connect('hubspot', await started(startFakeHubSpot()));
    await t.runDueJobs();
    expect(await look(page)).toContain(works);
  });

  test('Action Network works with its key', async () => {
    const { credentials } = await started(startFakeActionNetwork());
    const id = uuidv7();
    // Where it is, nobody fills in: it is one place for everybody.
    await connectCrm(t.deps, {
      id,
      organizerId: t.organizerId,
      vendor: 'action-network',
      name: 'Liste',
      credentials,
    });
    await t.runDueJobs();
    expect(await look(`/admin/crm/${id}/connection`)).toContain(works);
    expect(await look(`/admin/crm/${id}/options`)).toContain(
      vendorOf('action-network').words.fr.options?.pledges?.label,
    );
  });

  test('an endpoint of one’s own works with its key, and what comes back gets one, shown once', async () => {
    const page = await connect('webhooks', await started(startFakeReceiver()));
    await t.runDueJobs();
    expect(await look(page)).toContain(works);
    const made = await send(page.replace('/connection', '/inbound'));
    const secret = /whsec_[A-Za-z0-9+/=]+/.exec(await made.text())?.[0] ?? '';
    expect(secret).not.toBe('');
    const html = await look(page);
    expect(html).not.toContain(secret);
    expect(html).toContain(crm.inbound.has);
  });

  test('NationBuilder is authorized on its own page, and only who asked for it can finish', async () => {
    const nation = await started(startFakeNationBuilder());
    const page = await connect('nationbuilder', nation);
    const id = page.split('/')[3] ?? '';
    await t.runDueJobs();
    const html = await look(page);
    expect(html).toContain(crm.oauth.waiting('NationBuilder'));
    const link = new RegExp(`href="(${nation.credentials.url}[^"]+)"`).exec(html)?.[1] ?? '';
    const asked = (await (await fetch(link)).text()).replaceAll('&amp;', '&');
    const callback = new URL(/href="([^"]+)"/.exec(asked)?.[1] ?? '');
    expect(callback.pathname).toBe('/admin/crm/oauth');
    // Looking changes nothing; somebody else's session finishes nothing.
    expect(await look(callback.pathname + callback.search)).toContain(crm.oauth.finish);
    const given = Object.fromEntries(callback.searchParams);
    const other = await visitorAs(t, 'owner', 'other@example.org');
    expect((await other.post('/admin/crm/oauth', given)).status).toBe(403);
    expect((await send('/admin/crm/oauth', { ...given, state: `${given.state}x` })).status).toBe(403);
    t.clock.advance(1_000);
    expect((await send('/admin/crm/oauth', given)).headers.get('location')).toBe(page);
    await t.runDueJobs();
    expect(await look(page)).toContain(works);
    const [row] = await t.deps.db.select().from(crmConnectors).where(eq(crmConnectors.id, id));
    expect(JSON.parse(openText(t.deps.config, placeOf(id, 'tokens'), row?.tokens ?? ''))).toHaveProperty('refresh');
    // A code is good once: the second time says so, and asks for another.
    t.clock.advance(1_000);
    await send('/admin/crm/oauth', given);
    await t.runDueJobs();
    expect(await look(page)).toContain(crm.causes.credentials.title);
  });

  test('is for owners: an organizer reads how things stand and sends again, and sees no key’s form', async () => {
    const organizer = await visitorAs(t, 'organizer');
    const [row] = await t.deps.db.select().from(crmConnectors);
    const html = await (await organizer.get(`/admin/crm/${row?.id}`)).text();
    expect(html).toContain(crm.health.errors);
    expect(html).not.toContain(`/admin/crm/${row?.id}/connection`);
    expect((await organizer.get(`/admin/crm/${row?.id}/connection`)).status).toBe(403);
    expect((await organizer.post(`/admin/crm/${row?.id}/replay`)).status).toBe(303);
  });
});
