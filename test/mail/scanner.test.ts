import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tellOwners } from '../../src/delivery/tell-owners.ts';
import { watchShifts } from '../../src/shifts/watch-shifts.ts';
import { aBroadcast, addPeople, send, writeBroadcast } from '../broadcasts/crowd.ts';
import { joinAndConfirm, lastMail, pathIn, wait } from '../followups/inbox.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addNewcomer } from '../outreach/people.ts';
import { aLetter, receive, replyEnv, replyTo } from '../replies/letters.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { everyRow } from '../support/every-row.ts';
import { formBody, post } from '../support/forms.ts';
import { sampleMails } from './samples.ts';

/** The template of a mail, by its message's name or, for organizers' mails, by how the key begins that it went under. */
const templates: Record<string, string> = {
  welcome: 'follow-up',
  act: 'follow-up',
  pledge: 'follow-up',
  broadcast: 'follow-up',
  'shift-morning': 'shift-reminder',
  reply: 'reply-received',
  lack: 'shift-lacks',
};

type Kept = { kind: string; html: string; text: string; headers: Record<string, string> };

let t: SignedInTest;
let mails: Kept[];

// The whole way of one person, and everything that organizers are written to about.
beforeAll(async () => {
  t = await startSignedIn(replyEnv);
  const { sequences, shifts } = aCampaign();
  const always = sequences.map((one) => ({ ...one, steps: one.steps.map(({ condition: _, ...step }) => step) }));
  const [shift] = shifts;
  if (!shift) throw new Error('the campaign has no shift');
  const campaignId = await addCampaign(t.deps, { sequences: always, shifts: [{ ...shift, seats: 1 }] });
  await addNewcomer(t, 'newcomer@example.org');
  await takePartInShift(shift);
  await receive(t, aLetter({ to: await replyTo(t) }));
  await addPeople(t, 2);
  const broadcast = await writeBroadcast(t, campaignId, t.organizerId, aBroadcast());
  expect(await send(t, broadcast, t.organizerId)).toBe(true);
  await beOrganizer(campaignId);
  await t.deps.db.$client`update shifts set minimum = 2`;
  for (let hours = 0; hours < 24 * 7; hours += 2) {
    await watchShifts(t.deps);
    await wait(t, 2);
  }
  mails = await keptMails();
}, 240_000);
afterAll(() => t.close());

async function takePartInShift(shift: ReturnType<typeof aCampaign>['shifts'][number]) {
  const space = await joinAndConfirm(t);
  const other = await joinAndConfirm(t, { email: 'bea@example.org' });
  const [{ id = '' } = {}] = await t.deps.db.$client<{ id: string }[]>`select id from shifts`;
  await post(t.app, `${space}/bookings`, { shift: id });
  await post(t.app, `${other}/waits`, { shift: id });
  await wait(t, 1);
  const texts = { ...shift.texts, fr: { title: 'Porte-à-porte', place: 'École', details: '' } };
  await addCampaign(t.deps, { shifts: [{ ...shift, seats: 1, texts }] });
  await wait(t, 1);
  await post(t.app, pathIn(await lastMail(t, 'booking'), '/s/'), {});
  await wait(t, 1);
  const offer = pathIn(await lastMail(t, 'seat-offer', 'bea@example.org'), '/s/');
  expect((await post(t.app, `${offer}/take`, {})).status).toBe(303);
}

/** What makes Terrain write to an organizer: a link asked for, an invitation, a paused campaign. */
async function beOrganizer(campaignId: string): Promise<void> {
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin };
  const ask = async (path: string, fields: Record<string, string>, cookie = '') =>
    await t.app.request(path, { method: 'POST', headers: { ...form, cookie }, body: formBody(fields) });
  await ask('/admin/sign-in', { email: 'olive@example.org' });
  await ask('/admin/organizers', { email: 'new@example.org', name: 'New', role: 'organizer' }, t.cookie);
  const at = t.clock.now().toISOString();
  await t.deps.db.$client`
    insert into campaign_pauses (campaign_id, paused_at, reason, sent, counted)
    values (${campaignId}, ${at}, 'bounces', 100, 9)`;
  await tellOwners(t.deps, { campaignId, at });
  await t.deps.db.$client`delete from campaign_pauses`;
}

async function keptMails(): Promise<Kept[]> {
  return [
    ...(await t.deps.db.$client<Kept[]>`
      select coalesce(messages.name, split_part(kept.key, '/', 1)) as kind, kept.html, kept.text, kept.headers
      from mailbox_mails kept left join messages on messages.id::text = kept.key`),
  ];
}

function linksOf({ html, text, headers }: Kept): string[] {
  const written = `${html.replaceAll('&amp;', '&')} ${text} ${Object.values(headers).join(' ')}`;
  const urls = written.match(/http:\/\/localhost:3000[^\s"'<>)]*/g) ?? [];
  return [...new Set(urls)].map((url) => url.slice('http://localhost:3000'.length).replace(/#.*/, '') || '/');
}

test('a mail of every template there is went out', () => {
  const went = new Set(mails.map(({ kind }) => templates[kind] ?? kind));
  expect([...went].sort()).toEqual(Object.keys(sampleMails('fr')).sort());
});

describe('a mail scanner', () => {
  test('that asks for every link of every mail, by GET and HEAD, twice, from elsewhere, changes nothing', async () => {
    const links = [...new Set(mails.flatMap(linksOf))];
    expect(links.length).toBeGreaterThan(40);
    const before = await everyRow(t.deps);
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
      for (const link of links) {
        const headers = { 'user-agent': 'Mozilla/5.0 (compatible; LinkScanner/1.0; bot)', 'x-real-ip': '203.0.113.9' };
        const answer = await t.app.request(link, { method, headers });
        expect(answer.status, link).toBeLessThan(400);
      }
    }
    expect(await everyRow(t.deps)).toEqual(before);
  });

  test('is told from a person, who presses the button', async () => {
    const before = await everyRow(t.deps);
    const leave = mails.flatMap(linksOf).find((link) => link.startsWith('/u/')) ?? '';
    expect((await post(t.app, leave, {})).status).toBe(200);
    expect(await everyRow(t.deps)).not.toEqual(before);
  });
});
