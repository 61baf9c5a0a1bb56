import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.tsx';
import { createEventStreams } from '../../src/http/event-streams.ts';
import { messages } from '../../src/locales/index.ts';
import { roles } from '../../src/organizers/permissions.ts';
import { organizers } from '../../src/organizers/table.ts';
import { formatMoment } from '../../src/ui/admin-time.ts';
import { visitorAs } from '../organizers/signed-in.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { htmlOf, listenTo } from '../support/events.ts';
import { signUp } from '../support/forms.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
  const pledge = { kind: 'money', required: false, amounts: [2_000], frequencies: ['once'] } as const;
  const donationUrl = 'https://don.example.org/';
  const { settings } = aCampaign();
  await addCampaign(t.deps, {
    settings: {
      ...settings,
      pledge: { ...pledge, amounts: [...pledge.amounts], frequencies: [...pledge.frequencies], donationUrl },
    },
  });
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft' });
  await signUp(t.app, { email: 'ada@secret.example', firstName: 'Zénobie', amount: '20', frequency: 'once' });
  await signUp(t.app, { email: 'bob@secret.example', firstName: 'Barnabé' });
  await t.runDueJobs();
});
afterAll(() => t.close());

/** The application once more, whose heartbeats do not keep a test waiting. */
function withQuickHeart() {
  const streams = createEventStreams({ heartbeat: 300, patience: 60_000 });
  return { streams, app: createApp({ ...t.deps, streams }) };
}

describe('the wall', () => {
  test('shows the figures of the open campaigns to every role, and nobody’s name', async () => {
    for (const role of roles) {
      const who = await visitorAs(t, role);
      for (const path of ['/admin/wall', '/admin/campaigns/essai/wall']) {
        const answer = await who.get(path);
        expect(answer.status).toBe(200);
        const html = await answer.text();
        expect(html).toContain('data-grows="people" data-count="2"');
        expect(html).toContain(messages('fr').screens.wall.today('2'));
        expect(html).toContain('data-grows="waiting" data-count="2"');
        expect(html).toMatch(/<img src="data:image\/svg\+xml;base64,/);
        expect(html).not.toMatch(/Zénobie|Barnabé|secret\.example/);
        expect(html).not.toContain('data-live="brouillon');
      }
    }
  });

  test('of a campaign that nobody can open has no code, and of none there is no wall', async () => {
    const who = await visitorAs(t, 'viewer', 'veronique@example.org');
    const html = await (await who.get('/admin/campaigns/brouillon/wall')).text();
    expect(html).toContain('data-live="brouillon@');
    expect(html).not.toContain('<img');
    expect((await who.get('/admin/campaigns/nulle-part/wall')).status).toBe(404);
    expect((await who.get('/admin/campaigns/nulle-part/wall/events')).status).toBe(404);
  });

  test('tells of a sign-up by itself', async () => {
    const who = await visitorAs(t, 'viewer', 'vincent@example.org');
    const wall = listenTo(await who.get('/admin/wall/events'));
    expect(htmlOf(await wall.next())).toContain('data-grows="people" data-count="2"');
    await signUp(t.app, { email: 'eve@secret.example', firstName: 'Ève' });
    // A wall's figures are counted anew once they are five seconds old.
    t.clock.advance(5_000);
    const event = htmlOf(await wall.next(10_000));
    expect(event).toContain('data-grows="people" data-count="3"');
    expect(event).not.toContain('<img');
    await wall.leave();
  });

  test('is closed to whoever is not signed in', async () => {
    expect((await t.app.request('/admin/wall/events')).status).toBe(303);
  });

  test('ends for whoever signs out, and for whoever may not look any more', async () => {
    const { app, streams } = withQuickHeart();
    const listen = async (cookie: string) => {
      const hearing = listenTo(await app.request('/admin/wall/events', { headers: { cookie } }));
      await hearing.next();
      return hearing;
    };
    const [leaving, demoted] = [
      await visitorAs(t, 'viewer', 'sortie@example.org'),
      await visitorAs(t, 'viewer', 'demise@example.org'),
    ];
    const [first, second] = [await listen(leaving.cookie), await listen(demoted.cookie)];
    await leaving.post('/admin/sign-out');
    const heard = [];
    for (let n = 0; n < 6 && heard.at(-1) !== 'end'; n++) heard.push(await first.next());
    expect(heard.at(-1)).toBe('end');
    expect(streams.count(), 'the other one stays').toBe(1);
    await t.deps.db.delete(organizers).where(eq(organizers.email, demoted.email));
    await expect.poll(() => streams.count(), { timeout: 5_000 }).toBe(0);
    await second.leave();
    streams.close();
  });

  test('prolongs a session when it is opened, and not by being left open', async () => {
    const { app, streams } = withQuickHeart();
    const who = await visitorAs(t, 'viewer', 'longue@example.org');
    const wall = listenTo(await app.request('/admin/wall/events', { headers: { cookie: who.cookie } }));
    await wall.next();
    // Two days after it was last prolonged; once a day is often enough.
    const sql = t.deps.db.$client;
    await sql`update organizer_sessions set expires_at = now() + interval '5 days' where user_id = ${who.id}`;
    for (let n = 0; n < 3; n++) expect(await wall.next()).toContain('event: beat');
    const [left] = await sql`
      select expires_at < now() + interval '6 days' as short from organizer_sessions where user_id = ${who.id}`;
    expect(left?.short).toBe(true);
    expect((await who.get('/admin/wall')).headers.get('set-cookie')).toContain('session_token');
    await wall.leave();
    streams.close();
  });

  test('says so when its figures can be had no more, and calls no other day today', async () => {
    const who = await visitorAs(t, 'viewer', 'attend@example.org');
    const wall = listenTo(await who.get('/admin/wall/events'));
    const before = htmlOf(await wall.next());
    expect(before).toContain('aujourd’hui');
    expect(before).not.toContain('wall-late');
    const sql = t.deps.db.$client;
    const [kept] = await sql<{ at: Date }[]>`select max(counted_at) as at from campaign_figures`;
    await sql`alter table campaign_figures rename to nowhere`;
    t.clock.advance(86_400_000);
    const after = htmlOf(await wall.next(10_000));
    const moment = formatMoment('fr', new Date(kept?.at ?? 0), t.deps.config.timezone);
    expect(after).toContain(messages('fr').screens.wall.late(moment));
    expect(after).toContain('wall-late');
    expect(after).not.toContain('aujourd’hui');
    expect(after).not.toContain('panel-more');
    expect(await (await who.get('/admin/wall')).text()).toContain('wall-late');
    await sql`alter table nowhere rename to campaign_figures`;
    expect(htmlOf(await wall.next(15_000))).not.toContain('wall-late');
    await wall.leave();
  }, 240_000);
});
