import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinAndConfirm } from '../followups/inbox.ts';
import { visitorAs } from '../organizers/signed-in.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { aLetter, receive, replyEnv, replyTo } from './letters.ts';

let t: TestApp;
let conversationId: string;
let fileId: string;

beforeAll(async () => {
  t = await startTest({ env: replyEnv });
  await addCampaign(t.deps);
  await joinAndConfirm(t);
  await receive(t, aLetter({ to: await replyTo(t), text: 'Un secret, et désabonnez-moi de la liste du quartier ?' }));
  const [row] = await t.deps.db.$client`select id, conversation_id, contact_id from replies`;
  conversationId = String(row?.conversation_id);
  const [file] = await t.deps.db.$client`
    insert into reply_files (id, reply_id, contact_id, filename, content_type, size, content)
    values (gen_random_uuid(), ${row?.id}, ${row?.contact_id}, 'a.txt', 'text/plain', 6, 'secret') returning id`;
  fileId = String(file?.id);
});
afterAll(() => t.close());

describe('a leader of other people', () => {
  test('finds no conversation, no file, and can neither answer nor decide', async () => {
    const leader = await visitorAs(t, 'leader');
    const base = `/admin/conversations/${conversationId}`;
    const [reply] = await t.deps.db.$client`select id from replies`;
    expect(await (await leader.get('/admin/conversations')).text()).not.toContain('Un secret');
    expect((await leader.get(base)).status).toBe(404);
    expect((await leader.get(`${base}/files/${fileId}`)).status).toBe(404);
    const id = crypto.randomUUID();
    expect((await leader.post(`${base}/answers`, { id, text: 'Bonjour', back: 'conversation' })).status).toBe(404);
    expect((await leader.post(`${base}/close`, {})).status).toBe(404);
    expect((await leader.post(`${base}/wishes/${reply?.id}`, { wish: 'leave' })).status).toBe(404);
    expect(await t.deps.db.$client`select id from answers`).toEqual([]);
    expect(await t.deps.db.$client`select id from consents where action = 'withdrawn'`).toEqual([]);
  });
});

describe('an organizer', () => {
  test('reads it all, and gets no file of another conversation', async () => {
    const organizer = await visitorAs(t, 'organizer');
    const base = `/admin/conversations/${conversationId}`;
    expect(await (await organizer.get(base)).text()).toContain('Un secret');
    expect((await organizer.get(`${base}/files/${fileId}`)).status).toBe(200);
    expect((await organizer.get(`${base}/files/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await organizer.get('/admin/conversations/none')).status).toBe(404);
  });
});
