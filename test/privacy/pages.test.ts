import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { spaceUrl } from '../../src/http/links.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { formBody, post } from '../support/forms.ts';
import { addEverything, findAnywhere, makePlace, type Person, type Place } from './everything.ts';

let t: SignedInTest;
let place: Place;
let ada: Person;
let bob: Person;
let round = 0;

beforeAll(async () => {
  t = await startSignedIn();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(
    t.deps,
    'contacts, campaigns, imports, bulk_acts, suppressions, mailbox_mails, contact_merges, erased_addresses',
  );
  round += 1;
  place = await makePlace(t.deps, await addCampaign(t.deps, { slug: `essai-${round}` }));
  ada = await addEverything(t.deps, place, 'adamark');
  bob = await addEverything(t.deps, place, 'bobmark');
});

const send = async (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  await t.app.request(path, {
    method: 'POST',
    headers: { cookie: t.cookie, origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: formBody(fields),
  });
const text = async (path: string) => await (await t.get(path)).text();
const space = () =>
  spaceUrl(
    { baseUrl: '', secret: t.deps.config.secret },
    { contactId: ada.id, campaignId: place.campaignId, since: t.clock.now() },
  );
const audits = async (action: string) => {
  const rows = await t.deps.db.execute<{ text: string }>(
    sql`select to_jsonb(a)::text as text from audit_entries a where action = ${action}`,
  );
  return [...rows].map((row) => row.text);
};

describe('merging in the admin', () => {
  test('compares the two, merges them, says so, and can be undone from there', async () => {
    const page = `/admin/contacts/${ada.id}/merge`;
    expect(await text(`${page}?q=bobmark`)).toContain(`${page}?with=${bob.id}`);
    const compared = await text(`${page}?with=${bob.id}`);
    expect(compared).toContain('adamark@example.org');
    expect(compared).toContain('bobmark@example.org');
    const answer = await send(page, { with: bob.id, phone: 'other', firstName: 'this' });
    const done = await text(answer.headers.get('location') ?? '');
    expect(done).toContain('n’en font plus qu’une');
    const undo = /action="(\/admin\/merges\/[^"]+)"/.exec(done)?.[1] ?? '';
    expect((await t.get(`/admin/contacts/${bob.id}`)).status).toBe(404);
    const [row] = await t.deps.db.execute(sql`select phone, first_name from contacts where id = ${ada.id}`);
    expect(row).toEqual({ phone: '+1514bobmark', first_name: 'adamark' });
    expect(await text(`/admin/contacts/${ada.id}`)).toContain('Deux fiches réunies en une');
    const undone = await send(undo);
    expect(await text(undone.headers.get('location') ?? '')).toContain('les deux fiches sont de retour');
    expect((await t.get(`/admin/contacts/${bob.id}`)).status).toBe(200);
    const again = await send(undo);
    expect(await text(again.headers.get('location') ?? '')).toContain('ne peut plus être annulée');
  });

  test('with what is no contact says so', async () => {
    for (const id of [uuidv7(), ada.id, 'x', '']) {
      const answer = await send(`/admin/contacts/${ada.id}/merge`, { with: id });
      expect(await text(answer.headers.get('location') ?? ''), id).toContain('role="alert"');
    }
    expect((await send(`/admin/contacts/${uuidv7()}/merge`, { with: bob.id })).status).toBe(404);
  });

  test('is not for who is not signed in, nor by another site’s form', async () => {
    for (const path of [
      `/contacts/${ada.id}/merge`,
      `/contacts/${ada.id}/erase`,
      '/duplicates/look',
      '/retention/essai',
    ]) {
      const stranger = await post(t.app, `/admin${path}`, { sure: 'yes' });
      expect(stranger.headers.get('location'), path).toContain('/admin/sign-in');
      expect((await send(`/admin${path}`, { sure: 'yes' }, { origin: 'https://evil.example' })).status, path).toBe(403);
    }
    for (const path of ['/duplicates', '/retention', `/contacts/${ada.id}/copy`, `/contacts/${ada.id}/copy.json`])
      expect((await t.app.request(`/admin${path}`)).status, path).toBe(303);
  });
});

describe('erasing in the admin', () => {
  test('says first what goes and what stays, asks to be sure, and erases once', async () => {
    const page = `/admin/contacts/${ada.id}/erase`;
    expect(await text(page)).toContain('Ce qui reste, sans nom');
    const unsure = await send(page);
    expect(unsure.status).toBe(422);
    expect(await unsure.text()).toContain('Cochez la case');
    expect((await findAnywhere(t.deps, ada.mark)).length).toBeGreaterThan(0);
    for (let press = 0; press < 2; press += 1) expect((await send(page, { sure: 'yes' })).status).toBe(303);
    expect(await findAnywhere(t.deps, ada.mark)).toEqual([]);
    const told = await audits('contact.erased');
    expect(told).toHaveLength(1);
    expect(told.join()).toContain(t.organizerId);
    expect(told.join()).not.toContain('@');
    expect(await text('/admin/contacts')).not.toContain('erased-');
    expect(await text('/admin/audit')).toContain('Personne effacée');
  });
});

describe('the copy', () => {
  test('is a page and a file, and leaves a trace without an address', async () => {
    const html = await text(`/admin/contacts/${ada.id}/copy`);
    expect(html).toContain('Notes de l’équipe');
    expect(html).toContain('adamark@example.org');
    expect(html).not.toContain('bobmark');
    const answer = await t.get(`/admin/contacts/${ada.id}/copy.json`);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const file: unknown = await answer.json();
    expect(file).toMatchObject({
      format: 'terrain-copy/1',
      data: { contacts: [{ email: 'adamark@example.org' }], notes: [{ body: 'adamark' }] },
    });
    const told = await audits('contact.copied');
    expect(told).toHaveLength(2);
    expect(told.join()).not.toContain('@');
  });

  test('is had from one’s own space too, and is one’s own alone', async () => {
    const link = space();
    expect(await (await t.app.request(link)).text()).toContain(`${link}/data`);
    const html = await (await t.app.request(`${link}/data`)).text();
    expect(html).toContain('adamark@example.org');
    expect(html).not.toContain('bobmark');
    expect(await (await t.app.request(`${link}/data.json`)).json()).toMatchObject({ format: 'terrain-copy/1' });
    expect((await t.app.request('/s/x/data')).status).toBe(403);
  });
});

describe('erasing oneself', () => {
  test('takes two steps, and then every link of theirs leads nowhere', async () => {
    const link = space();
    expect(await (await t.app.request(`${link}/erase`)).text()).toContain('Effacer mes renseignements');
    const asked = await post(t.app, `${link}/erase`, { step: 'ask' });
    expect(await asked.text()).toContain('Vraiment tout effacer');
    expect((await findAnywhere(t.deps, ada.mark)).length).toBeGreaterThan(0);
    const done = await post(t.app, `${link}/erase`, { step: 'erase' });
    expect(await done.text()).toContain('C’est effacé');
    expect(await findAnywhere(t.deps, ada.mark)).toEqual([]);
    expect((await t.app.request(link)).status).toBe(410);
    expect((await post(t.app, `${link}/erase`, { step: 'erase' })).status).toBe(410);
  });
});
