import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareCode } from '../../src/attribution/share-code.ts';
import { contacts } from '../../src/contacts/table.ts';
import { signups } from '../../src/signups/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { drawForm, post, signUp } from '../support/forms.ts';

let t: SignedInTest;
beforeAll(async () => {
  t = await startSignedIn();
  await addCampaign(t.deps);
});
afterAll(() => t.close());

test('a contact’s page says where each sign-up came from, and who brought whom, on both timelines', async () => {
  await signUp(t.app, {}, '/fr/essai');
  const [ada] = await t.deps.db.select({ signup: signups.id, contact: signups.contactId }).from(signups);
  const path = `/fr/essai?by=${shareCode(t.deps.config.secret, 'signup', ada?.signup ?? '')}&utm_source=sms&utm_content=<b>`;
  const form = await drawForm(t.app, path);
  const origin = /name="origin" value="([^"]+)"/.exec(await (await t.app.request(path)).text())?.[1] ?? '';
  await post(t.app, '/fr/essai/signups', { email: 'bob@example.org', firstName: 'Bob', form, origin });
  const [bob] = await t.deps.db.select().from(contacts).where(eq(contacts.email, 'bob@example.org'));

  const ofAda = await (await t.get(`/admin/contacts/${ada?.contact}`)).text();
  expect(ofAda).toContain('A amené quelqu’un');
  expect(ofAda).toContain(`<a href="/admin/contacts/${bob?.id}">Bob</a>`);
  expect(ofAda).toContain('<dd class="any-break">Directement</dd>');

  const ofBob = await (await t.get(`/admin/contacts/${bob?.id}`)).text();
  expect(ofBob).toContain('Par le lien d’une personne');
  expect(ofBob).toContain('<dd class="any-break">sms · &lt;b&gt;</dd>');
  expect(ofBob.match(new RegExp(`<a href="/admin/contacts/${ada?.contact}">Ada</a>`, 'g'))).toHaveLength(2);
});
