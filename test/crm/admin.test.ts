import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { rotateSecret } from '../../src/crm/rotate-secret.ts';
import { isSealedWith, openText, placeOf, SealBroken } from '../../src/crm/seal.ts';
import { openSought, sealSought } from '../../src/crm/sought.ts';
import { crmCalls, crmConnectors, crmFarewells, crmPushes, crmRuns, crmSyncStates } from '../../src/crm/table.ts';
import { vendors } from '../../src/crm/vendors.ts';
import { messages } from '../../src/locales/index.ts';
import { auditEntries } from '../../src/organizers/table.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeCivicrm, startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import { formBody } from '../support/forms.ts';

const { crm } = messages('fr');
let t: SignedInTest;
let civicrm: FakeCivicrm;
const id = uuidv7();

beforeAll(async () => {
  t = await startSignedIn({ CRM_TIMEOUT_SECONDS: '1' });
  civicrm = await startFakeCivicrm();
  await t.deps.db.$client`
    insert into contacts (id, email, first_name, last_name, locale, postal_code)
    select uuidv7(), 'person' || n || '@example.org', 'Zoé', 'Tremblay' || n, 'fr', 'H2X 1Y4' from generate_series(1, 12) as n`;
});
afterAll(async () => {
  await civicrm.close();
  await t.close();
});

async function send(path: string, fields: Record<string, string> = {}): Promise<Response> {
  return await t.app.request(path, {
    method: 'POST',
    headers: { cookie: t.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody(fields),
  });
}

async function look(path: string): Promise<string> {
  const answer = await t.get(path);
  expect(answer.status, path).toBe(200);
  // As it is read, not as it is written.
  return (await answer.text()).replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

async function row() {
  const [one] = await t.deps.db.select().from(crmConnectors).where(eq(crmConnectors.id, id));
  if (!one) throw new Error('the connector is gone');
  return one;
}

/** A run looks after itself each second, by a clock that stands still. */
async function settle(): Promise<void> {
  for (const _ of [1, 2, 3]) {
    t.clock.advance(60_000);
    await t.runDueJobs();
  }
}

const connection = () => ({
  id,
  name: 'CRM de Montréal',
  'credential.url': civicrm.credentials.url ?? '',
  'credential.apiKey': civicrm.credentials.apiKey ?? '',
});

test.each(['fr', 'en'] as const)('every connector has its words in %s', (locale) => {
  for (const { name, words, credentials, options } of Object.values(vendors)) {
    const own = words[locale];
    expect(own.about, name).toMatch(/\.$/);
    expect(Object.keys(own.credentials), name).toEqual(credentials.map(({ key }) => key));
    for (const { label, hint } of Object.values(own.credentials)) expect([label, hint], name).not.toContain('');
    for (const option of options) {
      const { label, hint } = { ...messages(locale).crm.options.each[option], ...own.options?.[option] };
      expect([label, hint], `${name}: ${option}`).not.toContain('');
    }
  }
});

describe('a connector, from the first page to the last', () => {
  test('begins with a list that says what to do', async () => {
    const html = await look('/admin/crm');
    expect(html).toContain(crm.empty);
    expect(html).toContain('/admin/crm/new');
    expect(await look('/admin/crm/new')).toContain('CiviCRM');
  });

  test('is refused with what is wrong beside the field, and the key is not shown again', async () => {
    const answer = await send('/admin/crm/new/civicrm', { ...connection(), name: '', 'credential.url': 'ici' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(crm.connection.nameMissing);
    expect(html).toContain(crm.connection.wrong);
    expect(html).not.toContain(civicrm.credentials.apiKey);
    expect(await t.deps.db.$count(crmConnectors)).toBe(0);
  });

  test('is kept once, sealed, paused, and says in words how its test went', async () => {
    for (const _ of [1, 2]) {
      const answer = await send('/admin/crm/new/civicrm', connection());
      expect(answer.headers.get('location')).toBe(`/admin/crm/${id}/connection`);
    }
    expect(await t.deps.db.$count(crmConnectors)).toBe(1);
    expect(await look(`/admin/crm/${id}/connection`)).toContain(crm.connection.testing);
    await t.runDueJobs();
    const html = await look(`/admin/crm/${id}/connection`);
    expect(html).toContain('La connexion fonctionne');
    expect(html).not.toContain(civicrm.credentials.apiKey);
    const kept = await row();
    expect(kept).toMatchObject({ state: 'paused', test: { ok: true }, mapping: { length: 6 } });
    expect(kept.credentials).not.toContain(civicrm.credentials.apiKey);
    expect(JSON.parse(openText(t.deps.config, placeOf(id, 'credentials'), kept.credentials))).toMatchObject(
      civicrm.credentials,
    );
    expect(() => openText(t.deps.config, placeOf(uuidv7(), 'credentials'), kept.credentials)).toThrow(SealBroken);
    expect(kept.description?.fields.length).toBeGreaterThan(5);
  });

  test('says what is wrong with a key that the CRM refuses, and keeps the key where none is typed', async () => {
    await send(`/admin/crm/${id}/connection`, { ...connection(), 'credential.apiKey': 'another' });
    await t.runDueJobs();
    expect(await look(`/admin/crm/${id}/connection`)).toContain(crm.causes.credentials.title);
    await send(`/admin/crm/${id}/connection`, connection());
    await send(`/admin/crm/${id}/connection`, { ...connection(), 'credential.apiKey': '' });
    await t.runDueJobs();
    expect(await look(`/admin/crm/${id}/connection`)).toContain('La connexion fonctionne');
  });

  test('keeps what was chosen, of everyone or of a segment', async () => {
    const noSegment = await send(`/admin/crm/${id}/options`, { scope: 'segment', segment: '' });
    expect(noSegment.status).toBe(422);
    await send(`/admin/crm/${id}/options`, { tags: 'yes', tagPrefix: 'T – ', pledges: 'yes', scope: 'everyone' });
    expect(await row()).toMatchObject({
      scope: 'everyone',
      options: { tags: true, campaignTags: false, acts: false, pledges: true, tagPrefix: 'T – ' },
    });
  });

  test('holds the people of the campaigns that were ticked, and of none that is made up', async () => {
    const campaignId = await addCampaign(t.deps, { slug: 'parc' });
    expect(await look(`/admin/crm/${id}/options`)).toContain(crm.options.campaigns);
    const everyone = { tags: 'yes', tagPrefix: 'T – ', pledges: 'yes', scope: 'everyone' };
    await send(`/admin/crm/${id}/options`, { ...everyone, campaign: campaignId });
    expect((await row()).campaignIds).toEqual([campaignId]);
    expect(await look(`/admin/crm/${id}/options`)).toMatch(new RegExp(`value="${campaignId}" checked`));
    await send(`/admin/crm/${id}/options`, { ...everyone, campaign: uuidv7() });
    expect((await row()).campaignIds).toEqual([]);
  });

  test('shows what another mapping would send, and keeps it once it is saved', async () => {
    const before = (await row()).mapping;
    const lines = Object.fromEntries(
      before.flatMap(({ from, to, transform, authority }, at) => [
        [`from.${at}`, from],
        [`to.${at}`, to],
        [`transform.${at}`, from === 'lastName' ? 'upper' : transform],
        [`authority.${at}`, authority],
      ]),
    );
    const seen = await send(`/admin/crm/${id}/mapping`, { ...lines, act: 'preview' });
    const html = await seen.text();
    expect(html).toContain('12 contacts sur 12 seraient changés');
    expect(html).toContain('TREMBLAY');
    expect((await row()).mapping).toEqual(before);
    const wrong = await send(`/admin/crm/${id}/mapping`, { ...lines, 'to.0': '', act: 'save' });
    expect(wrong.status).toBe(422);
    await send(`/admin/crm/${id}/mapping`, { ...lines, act: 'save' });
    expect((await row()).mapping.find(({ from }) => from === 'lastName')?.transform).toBe('upper');
  });

  test('is tried out without a write, sent, and looked at', async () => {
    const writes = () => civicrm.calls.filter((call) => call.writes).length;
    const before = writes();
    const dry = (await send(`/admin/crm/${id}/runs`, { id: uuidv7(), kind: 'dry-run' })).headers.get('location') ?? '';
    expect(await look(dry)).toContain(crm.runs.refreshes);
    await t.runDueJobs();
    expect(await look(dry)).toContain(crm.runs.counts.created);
    expect(writes()).toBe(before);
    const full =
      (await send(`/admin/crm/${id}/runs`, { id: uuidv7(), kind: 'backfill' })).headers.get('location') ?? '';
    await send(`${full}/pause`);
    expect(await look(full)).toContain(crm.runs.states.paused);
    await send(`${full}/resume`);
    await settle();
    expect(await t.deps.db.select().from(crmRuns)).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect(civicrm.people()).toHaveLength(12);
    expect(await t.deps.db.$count(crmSyncStates, eq(crmSyncStates.state, 'synced'))).toBe(12);
    expect(await look(`/admin/crm/${id}`)).toContain(crm.health.noErrors);
    expect(await look('/admin/crm')).toContain('CRM de Montréal');
  });

  test('tells of one contact what was sent and answered, without its secrets', async () => {
    const [push] = await t.deps.db.select().from(crmPushes);
    if (!push) throw new Error('nothing was pushed');
    const html = await look(`/admin/contacts/${push.contactId}/crm`);
    expect(html).toContain(crm.history.results.created);
    expect(html).toContain(crm.history.sent);
    expect(await look(`/admin/contacts/${push.contactId}`)).toContain(crm.history.section);
    // By the words of the CRM and of the page, not by keys.
    expect(html).not.toContain('first_name');
    const told = JSON.stringify([await t.deps.db.select().from(crmPushes), await t.deps.db.select().from(crmCalls)]);
    expect(told).not.toContain(civicrm.credentials.apiKey);
  });

  test('says that the CRM is down, and that nothing is lost', async () => {
    civicrm.faults.down = 'html';
    await t.deps.db.update(contacts).set({ firstName: 'Zia' });
    for (const _ of [1, 2, 3, 4, 5, 6]) await settle();
    const html = await look(`/admin/crm/${id}`);
    expect(html).toContain(crm.health.downText);
    expect(html).toContain(crm.causes.down.todo);
    expect(await look('/admin/crm')).toContain(crm.standing.down);
    civicrm.faults.down = undefined;
    await send(`/admin/crm/${id}/replay`, { cause: '' });
    await settle();
    expect(await look(`/admin/crm/${id}`)).toContain(crm.health.noErrors);
    expect(civicrm.people().every(({ values }) => values.first_name === 'Zia')).toBe(true);
  });

  test('is sealed anew when SECRET changes, twice is once', async () => {
    const { secret } = t.deps.config;
    const changed = { ...t.deps, config: { ...t.deps.config, secret: 'another secret, known to the tests alone' } };
    expect(await rotateSecret(changed, secret)).toEqual({ sealed: 1, already: 0, broken: [] });
    expect(await rotateSecret(changed, secret)).toEqual({ sealed: 0, already: 1, broken: [] });
    expect(isSealedWith(changed.config.secret, (await row()).credentials)).toBe(true);
    const lost = await rotateSecret(t.deps, 'a third secret, with which nothing was sealed');
    expect(lost.broken).toMatchObject([{ id, name: 'CRM de Montréal' }]);
    await rotateSecret(t.deps, changed.config.secret);
    expect(isSealedWith(secret, (await row()).credentials)).toBe(true);
    // And so is what somebody is found by whom the CRM still has to let go of.
    const sought = { contactId: uuidv7(), email: 'adieu@example.org' };
    const at = t.clock.now();
    await t.deps.db.insert(crmFarewells).values({
      id: uuidv7(),
      connectorId: id,
      kind: 'erase',
      remoteId: '',
      sought: sealSought(t.deps.config, id, sought),
      state: 'by-hand',
      nextTryAt: at,
      at,
    });
    expect(await rotateSecret(changed, secret)).toEqual({ sealed: 2, already: 0, broken: [] });
    const [farewell] = await t.deps.db.delete(crmFarewells).returning();
    expect(openSought(changed.config, id, farewell?.sought ?? '')).toEqual(sought);
    await rotateSecret(t.deps, changed.config.secret);
    // Alone too, and where one was sealed with what nobody has any more.
    for (const config of [t.deps.config, { ...t.deps.config, secret: 'a secret that was lost, of the tests alone' }])
      await t.deps.db.insert(crmFarewells).values({
        id: uuidv7(),
        connectorId: id,
        kind: 'erase',
        remoteId: '',
        sought: sealSought(config, id, sought),
        state: 'by-hand',
        nextTryAt: at,
        at,
      });
    const { credentials } = await row();
    await t.deps.db.update(crmConnectors).set({ credentials: '' });
    expect(await rotateSecret(changed, secret)).toEqual({ sealed: 1, already: 0, broken: [] });
    await t.deps.db.update(crmConnectors).set({ credentials });
    await t.deps.db.delete(crmFarewells);
  });

  test('is disconnected once that is understood: its access is gone, its history stays', async () => {
    const unticked = await send(`/admin/crm/${id}/disconnect`);
    expect(unticked.status).toBe(422);
    expect(await unticked.text()).toContain(crm.disconnect.unticked);
    await send(`/admin/crm/${id}/disconnect`, { understood: 'yes' });
    expect(await row()).toMatchObject({ state: 'disconnected', credentials: '', tokens: null });
    expect(await look(`/admin/crm/${id}`)).toContain(crm.disconnect.done);
    expect((await t.get(`/admin/crm/${id}/connection`)).status).toBe(404);
    expect(civicrm.people()).toHaveLength(12);
    // Of who is erased now, somebody has to see to over there; once it is done, nothing is kept of it.
    const [held] = await t.deps.db.select().from(crmSyncStates);
    await eraseContact(t.deps, held?.contactId ?? '', { organizerId: null, by: 'person' });
    const [farewell] = await t.deps.db.select().from(crmFarewells);
    expect(farewell).toMatchObject({ state: 'by-hand', remoteId: held?.remoteId });
    expect(await look(`/admin/crm/${id}`)).toContain(crm.health.farewellKinds.erase);
    for (const _ of [1, 2]) await send(`/admin/crm/${id}/farewells/${farewell?.id}`);
    expect(await t.deps.db.$count(crmFarewells)).toBe(0);
    expect(await look(`/admin/crm/${id}`)).not.toContain(crm.health.farewellKinds.erase);
    const kinds = (await t.deps.db.select().from(auditEntries)).map(({ action }) => action);
    expect(kinds).toEqual(expect.arrayContaining(['crm.connected', 'crm.mapping-changed', 'crm.disconnected']));
    expect(Object.keys(crm.audit)).toEqual(expect.arrayContaining(kinds.filter((kind) => kind.startsWith('crm.'))));
  });
});
