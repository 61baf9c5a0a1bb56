import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { mailboxMails } from '../../src/mail/table.ts';
import { organizers } from '../../src/organizers/table.ts';
import { countOwnWaiting } from '../../src/organizers/waiting-queries.ts';
import { planWaitingMails } from '../../src/outreach/plan-waiting-mails.ts';
import { saveAnswering } from '../../src/outreach/save-answering.ts';
import { sendWaitingMail } from '../../src/outreach/send-waiting-mail.ts';
import { waitingMails } from '../../src/outreach/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { addAnswerer, addNewcomer, addTeam, attempt, hour, ownerOf } from './people.ts';

const timezone = 'America/Toronto';
let t: TestApp;
let olive: string;

beforeAll(async () => {
  t = await startTest({ env: { TIMEZONE: timezone } });
  await addCampaign(t.deps);
});

beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, teams, organizers, mailbox_mails, graphile_worker._private_jobs cascade`;
  olive = await addAnswerer(t, 'Olive', 'owner');
});

afterAll(async () => {
  await t.close();
});

/** Moves the clock to a moment; back as well. */
const moveTo = (moment: string) => t.clock.advance(Date.parse(moment) - t.clock.now().getTime());

/** The organizers' mails, oldest first. */
async function mails(): Promise<(typeof mailboxMails.$inferSelect)[]> {
  const all = await t.deps.db.select().from(mailboxMails).orderBy(mailboxMails.createdAt);
  return all.filter(({ to }) => to.endsWith('olive@example.org') || to.endsWith('oscar@example.org'));
}

describe('the daily mail', () => {
  test('goes at eight in the morning of the place, on days when somebody waits, and not on others', async () => {
    moveTo('2027-03-10T18:00:00Z');
    const ada = await addNewcomer(t, 'ada@example.org', { firstName: 'Ada' });
    // Eight in Montréal is 13:00 UTC in winter.
    moveTo('2027-03-11T12:59:59Z');
    await t.runDueJobs();
    expect(await mails()).toEqual([]);
    moveTo('2027-03-11T13:00:00Z');
    await t.runDueJobs();
    expect(await mails()).toHaveLength(1);
    await attempt(t, ada, olive, 'called');
    for (const day of ['12', '13']) {
      moveTo(`2027-03-${day}T18:00:00Z`);
      await t.runDueJobs();
    }
    expect(await mails()).toHaveLength(1);
  });

  test('goes once a day at eight also when the clocks are put forward and back', async () => {
    moveTo('2027-03-12T18:00:00Z');
    await saveAnswering(t.deps.db, olive, { takesNew: true, dailyMail: true, locale: null });
    await addNewcomer(t, 'ada@example.org');
    const sent: string[] = [];
    const follow = async (from: string, hours: number) => {
      moveTo(from);
      for (let passed = 0; passed < hours; passed += 1) {
        const before = (await mails()).length;
        await t.runDueJobs();
        if ((await mails()).length > before) sent.push(t.clock.now().toISOString());
        t.clock.advance(hour);
      }
    };
    // Sunday 14 March 2027 begins summer time: eight becomes 12:00 UTC.
    await follow('2027-03-13T00:00:00Z', 72);
    expect(sent).toEqual(['2027-03-13T13:00:00.000Z', '2027-03-14T12:00:00.000Z', '2027-03-15T12:00:00.000Z']);
    sent.length = 0;
    await t.deps.db.$client`truncate graphile_worker._private_jobs cascade`;
    moveTo('2027-11-05T20:00:00Z');
    await addNewcomer(t, 'bob@example.org');
    await follow('2027-11-06T00:00:00Z', 72);
    expect(sent).toEqual(['2027-11-06T12:00:00.000Z', '2027-11-07T13:00:00.000Z', '2027-11-08T13:00:00.000Z']);
  });

  test('goes once where two workers plan and send it at the same moment', async () => {
    moveTo('2027-03-10T18:00:00Z');
    await addNewcomer(t, 'ada@example.org');
    moveTo('2027-03-11T13:00:00Z');
    const moment = { now: t.clock.now(), timezone };
    const plan = () => t.deps.db.transaction((tx) => planWaitingMails(tx, '2027-03-11', moment));
    await Promise.all([plan(), plan(), plan()]);
    expect(await t.deps.db.$count(waitingMails)).toBe(1);
    const send = () => sendWaitingMail(t.deps, { organizerId: olive, day: '2027-03-11' });
    await Promise.all([send(), send()]);
    await send();
    await t.runDueJobs();
    expect(await mails()).toHaveLength(1);
  });

  test('names first names and campaigns, leads to the admin, and holds nothing else of anybody', async () => {
    moveTo('2027-03-10T18:00:00Z');
    const secret = 'ada.lovelace@example.org';
    const ada = await addNewcomer(t, secret, { firstName: 'Ada' });
    await t.deps.db
      .update(contacts)
      .set({ lastName: 'Lovelace', phone: '+15145550123', postalCode: 'H2X 1Y4' })
      .where(eq(contacts.id, ada));
    moveTo('2027-03-11T13:00:00Z');
    await t.runDueJobs();
    const [mail] = await mails();
    expect(mail?.subject).toBe('Une personne attend votre réponse');
    const words = `${mail?.subject}${mail?.text}${mail?.html}`;
    expect(words).toContain('Ada');
    expect(words).toContain('Porte-à-porte');
    expect(words).toContain(`http://localhost:3000/admin/contacts/${ada}`);
    for (const kept of ['Lovelace', secret, '5550123', 'H2X']) expect(words).not.toContain(kept);
    for (const [link] of words.matchAll(/https?:[^"\s<]+/g)) {
      if (!link.includes('w3.org')) expect(link).toMatch(/^http:\/\/localhost:3000\/admin\//);
    }
  });

  test('goes in the organizer’s language, to who wants it, and not to who was answered meanwhile', async () => {
    moveTo('2027-03-10T18:00:00Z');
    const oscar = await addAnswerer(t, 'Oscar');
    const [ada, bob] = [await addNewcomer(t, 'ada@example.org'), await addNewcomer(t, 'bob@example.org')];
    const his = (await ownerOf(t, ada)) === oscar ? ada : bob;
    await saveAnswering(t.deps.db, oscar, { takesNew: true, dailyMail: true, locale: 'en' });
    await saveAnswering(t.deps.db, olive, { takesNew: true, dailyMail: false, locale: null });
    moveTo('2027-03-11T13:00:00Z');
    await t.runDueJobs();
    expect((await mails()).map(({ to, subject }) => [to, subject])).toEqual([
      ['oscar@example.org', 'One person is waiting for your answer'],
    ]);
    moveTo('2027-03-12T13:00:00Z');
    await t.deps.db.insert(waitingMails).values({ organizerId: oscar, day: '2027-03-12' });
    await attempt(t, his, oscar, 'met');
    await sendWaitingMail(t.deps, { organizerId: oscar, day: '2027-03-12' });
    expect(await mails()).toHaveLength(1);
  });

  test('of a day that is over is left to the next one', async () => {
    moveTo('2027-03-10T18:00:00Z');
    await addNewcomer(t, 'ada@example.org');
    // No worker ran for three days.
    moveTo('2027-03-13T19:00:00Z');
    await t.runDueJobs();
    expect(await mails()).toEqual([]);
    moveTo('2027-03-14T12:00:00Z');
    await t.runDueJobs();
    expect(await mails()).toHaveLength(1);
  });

  test('names who waited for an organizer that is gone to whoever has them now', async () => {
    moveTo('2027-03-10T18:00:00Z');
    const oscar = await addAnswerer(t, 'Oscar');
    await saveAnswering(t.deps.db, olive, { takesNew: false, dailyMail: true, locale: null });
    const ada = await addNewcomer(t, 'ada@example.org');
    expect(await ownerOf(t, ada)).toBe(oscar);
    await t.deps.db.delete(organizers).where(eq(organizers.id, oscar));
    moveTo('2027-03-11T13:00:00Z');
    await t.runDueJobs();
    expect((await mails()).map(({ to }) => to)).toEqual(['olive@example.org']);
    expect(await ownerOf(t, ada)).toBe(olive);
  });

  test('names to a leader nobody whom they may not see: those are somebody else’s by then', async () => {
    moveTo('2027-03-10T18:00:00Z');
    const lea = await addAnswerer(t, 'Oscar', 'leader');
    const team = await addTeam(t, { name: 'Rosemont', leaderId: lea, postalPrefixes: [] });
    const [ada, bob] = [
      await addNewcomer(t, 'ada@example.org', { firstName: 'Ada' }),
      await addNewcomer(t, 'bob@example.org', { firstName: 'Bob' }),
    ];
    await t.deps.db.update(contacts).set({ ownerId: lea });
    await t.deps.db.update(contacts).set({ teamId: team }).where(eq(contacts.id, ada));
    expect(await countOwnWaiting(t.deps.db, { id: lea, role: 'leader' })).toBe(1);
    expect(await countOwnWaiting(t.deps.db, { id: lea, role: 'organizer' })).toBe(2);
    moveTo('2027-03-11T13:00:00Z');
    await t.runDueJobs();
    const all = await mails();
    const mail = all.find(({ to }) => to === 'oscar@example.org');
    expect(mail).toMatchObject({ subject: 'Une personne attend votre réponse' });
    expect(mail?.text).toContain('Ada');
    for (const hidden of ['Bob', bob]) expect(`${mail?.text}${mail?.html}`).not.toContain(hidden);
    expect(await ownerOf(t, bob)).toBe(olive);
    expect(all.find(({ to }) => to === 'olive@example.org')?.text).toContain('Bob');
  });
});
