import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { editContact } from '../../src/dossiers/edit-contact.ts';
import { valuesOf } from '../../src/dossiers/edit-queries.ts';
import { confirmUrl, leaveUrl, spaceUrl } from '../../src/http/links.ts';
import type { MergeField } from '../../src/privacy/form.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { undoMerge } from '../../src/privacy/undo-merge.ts';
import { confirm, hour, join, lastMail, pathIn, wait } from '../followups/inbox.ts';
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

describe('once two have been merged', () => {
  const merge = async (survivorId: string, loserId: string, taken: MergeField[] = []) => {
    const done = await mergeContacts(t.deps, { survivorId, loserId, taken, organizerId: null });
    if (!done.ok) throw new Error(done.reason);
    t.clock.advance(hour);
    return done.mergeId;
  };
  const confirmations = async (email: string) => pathIn(await lastMail(t, 'confirm', email), '/c/');
  const confirmedAt = async (email: string) =>
    (await t.deps.db.select().from(contacts).where(sql`email = ${email}`))[0]?.confirmedAt;

  test.each(['survivor', 'loser'] as const)(
    'the address that goes confirms nothing for the one that stays (of the %s)',
    async (stays) => {
      const [wrong, real] = [await book(slip), await book(right)];
      const [theirs, own] = [await confirmations(slip), await confirmations(right)];
      t.clock.advance(hour);
      const mergeId = stays === 'survivor' ? await merge(real, wrong) : await merge(wrong, real, ['email']);
      expect(await statusOf(theirs)).toBe(410);
      expect((await post(t.app, theirs, {})).status).toBe(410);
      expect(await confirmedAt(right)).toBeNull();
      expect(await statusOf(own)).toBe(200);
      expect(await undoMerge(t.deps, { mergeId, organizerId: null })).toMatchObject({ ok: true });
      expect(await confirmedAt(slip)).toBeNull();
      expect((await post(t.app, theirs, {})).status).toBe(303);
      expect(await confirmedAt(slip)).toEqual(t.clock.now());
    },
  );

  test.each(['survivor', 'loser'] as const)(
    'an address that was never confirmed opens no space, and one that was goes on doing so (stays: the %s’s)',
    async (stays) => {
      const [wrong, real, second] = [await book(slip), await book(right), await book('marie@example.org')];
      await confirm(t, 'marie@example.org');
      const links = [wrong, real, second].map(linksOf);
      const mergeId = await merge(real, second);
      t.clock.advance(hour);
      const last = stays === 'survivor' ? await merge(real, wrong) : await merge(wrong, real, ['email']);
      expect(await Promise.all(links.map(({ space }) => statusOf(space)))).toEqual([410, 200, 200]);
      expect(await Promise.all(links.map(({ leave }) => statusOf(leave)))).toEqual([200, 200, 200]);
      for (const id of [last, mergeId])
        expect(await undoMerge(t.deps, { mergeId: id, organizerId: null })).toMatchObject({ ok: true });
      expect(await Promise.all(links.map(({ space }) => statusOf(space)))).toEqual([200, 200, 200]);
    },
  );

  test.each([[[]], [['email']]] as MergeField[][][])(
    'links that went to the one address of both lead nowhere after the merge is undone (taken: %j)',
    async (taken) => {
      const [first, second] = [await book(right), await book('marie@example.org')];
      t.clock.advance(hour);
      const mergeId = await merge(first, second, taken);
      const since = t.clock.now();
      const confirmOf = (signupId: unknown) =>
        confirmUrl({ baseUrl: '', secret: t.deps.config.secret }, { signupId: String(signupId), since });
      const { space } = linksOf(first);
      t.clock.advance(hour);
      expect(await undoMerge(t.deps, { mergeId, organizerId: null })).toMatchObject({ ok: true });
      const [theirs] = await t.deps.db.$client`select id from signups where contact_id = ${second}`;
      const [own] = await t.deps.db.$client`select id from signups where contact_id = ${first}`;
      expect(await statusOf(confirmOf(theirs?.id))).toBe(410);
      expect(await statusOf(confirmOf(own?.id))).toBe(taken.length > 0 ? 410 : 200);
      expect(await statusOf(space)).toBe(taken.length > 0 ? 410 : 200);
      expect(await statusOf(await confirmations(right))).toBe(200);
      expect(await statusOf(await confirmations('marie@example.org'))).toBe(200);
    },
  );

  test('mails that were planned before open the space of the one that stayed', async () => {
    const [wrong, real] = [await book(slip), await contactOf(t, await joined(right))];
    t.clock.advance(hour);
    await merge(wrong, real, ['email']);
    await wait(t, 24 * 5 - 12);
    const reminder = pathIn(await lastMail(t, 'shift-reminder', right), '/s/');
    expect(await statusOf(reminder.replace(/(\/s\/[^/]+).*/, '$1'))).toBe(200);
  });

  const joined = async (email: string) => {
    await join(t, { email });
    await wait(t, 0.001);
    return email;
  };
});
