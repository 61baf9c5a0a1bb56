import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { editContact } from '../../src/dossiers/edit-contact.ts';
import { valuesOf } from '../../src/dossiers/edit-queries.ts';
import { leaveUrl, spaceUrl } from '../../src/http/links.ts';
import { hour, join, lastMail, pathIn, wait } from '../followups/inbox.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { contactOf } from '../outreach/people.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

const slip = 'marie@gmial.com';
const right = 'marie@gmail.com';
let t: SignedInTest;
let campaignId: string;

beforeEach(async () => {
  t = await startSignedIn();
  campaignId = await addCampaign(t.deps);
});
afterEach(() => t.close());

const linksOf = (contactId: string) => {
  const links = { baseUrl: '', secret: t.deps.config.secret };
  const of = { contactId, campaignId, since: t.clock.now() };
  return { space: spaceUrl(links, of), leave: leaveUrl(links, of) };
};
const statusOf = async (path: string) => (await t.app.request(path)).status;

/** Signs up and books under an address, as its form and the page after it do; the contact's id. */
async function book(email: string): Promise<string> {
  const next = await join(t, { email, emailAsTyped: email });
  const [shift] = await t.deps.db.$client`select id from shifts`;
  expect((await post(t.app, `${next}/bookings`, { shift: String(shift?.id) })).status).toBe(303);
  await wait(t, 0.001);
  return await contactOf(t, email);
}

describe('once an organizer has corrected an address', () => {
  const correct = async (contactId: string) => {
    const [contact] = await t.deps.db.select().from(contacts).where(sql`id = ${contactId}`);
    if (!contact) throw new Error('there is nobody');
    const was = valuesOf(contact);
    const edit = { contactId, organizerId: t.organizerId, was, values: { ...was, email: right }, at: t.clock.now() };
    expect(await t.deps.db.transaction((tx) => editContact(tx, edit))).toEqual({ ok: true });
  };

  test('whoever reads the old mailbox finds no space behind its links any more, and can leave all the same', async () => {
    const marie = await book(slip);
    const mail = await lastMail(t, 'booking', slip);
    const cancel = pathIn(mail, '/s/');
    const space = cancel.replace(/(\/s\/[^/]+).*/, '$1');
    expect(await statusOf(space)).toBe(200);
    const { leave } = linksOf(marie);
    t.clock.advance(hour);
    await correct(marie);
    for (const path of ['', '/data', '/data.json', '/erase', '/preferences', '/now'])
      expect(await statusOf(space + path), path).toBe(410);
    expect((await post(t.app, cancel, {})).status).toBe(410);
    expect(await statusOf(`/fr/essai/again/${space.replace('/s/', '')}`)).toBe(410);
    const [seat] = await t.deps.db.$client`select state from bookings`;
    expect(seat).toEqual({ state: 'booked' });
    expect(await statusOf(leave)).toBe(200);
  });

  test('mails that were planned before open the space from the new mailbox', async () => {
    const marie = await book(slip);
    t.clock.advance(hour);
    await correct(marie);
    await wait(t, 24 * 5 - 12);
    const reminder = pathIn(await lastMail(t, 'shift-reminder', right), '/s/');
    expect(await statusOf(reminder.replace(/(\/s\/[^/]+).*/, '$1'))).toBe(200);
  });
});
