import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { htmlOf, listenTo } from '../support/events.ts';
import { signUp } from '../support/forms.ts';

const hosts = ['journal.example', '*.example.org'];
const withoutGoal = ['headline', 'form', 'sender', 'legal'] as const;
let t: TestApp;

beforeAll(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  await addCampaign(t.deps, { settings: { ...settings, embedHosts: hosts } });
  await addCampaign(t.deps, { slug: 'sans-but', settings: { ...settings, sections: [...withoutGoal] } });
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft' });
  await addCampaign(t.deps, { slug: 'finie', status: 'closed' });
});
afterAll(() => t.close());

describe('the counter', () => {
  test('shows how far the goal is, in a frame on the sites that the campaign names and on no other', async () => {
    const answer = await t.app.request('/en/essai/counter');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${hosts.join(' ')}`);
    const html = await answer.text();
    expect(html).toContain('data-events="/en/essai/counter/events"');
    expect(html).toContain(messages('en').pages.landing.first('100'));
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="60"/></noscript>');
    const closed = await t.app.request('/fr/finie/counter');
    expect(closed.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await closed.text()).toContain(messages('fr').sections.embed.closedTitle);
  });

  test.each(['/fr/sans-but', '/fr/brouillon', '/fr/nulle-part'])('%s has none', async (path) => {
    expect((await t.app.request(`${path}/counter`)).status).toBe(404);
    expect((await t.app.request(`${path}/counter/events`)).status).toBe(404);
  });

  test('tells whoever listens of a change, and nothing of who made it', async () => {
    const ada = listenTo(await t.app.request('/fr/essai/counter/events'));
    const before = htmlOf(await ada.next());
    expect(before).toContain(messages('fr').pages.landing.first('100'));
    await signUp(t.app, { email: 'secret@example.org', firstName: 'Zénobie' });
    const after = htmlOf(await ada.next(10_000));
    expect(after).toContain('data-count="1"');
    expect(after).not.toMatch(/secret|Zénobie/);
    expect(await ada.next(500)).toBe('silence');
    await ada.leave();
  });

  test('says that the campaign is over once it is', async () => {
    const ada = listenTo(await t.app.request('/fr/essai/counter/events'));
    await ada.next();
    await t.deps.db.$client`update campaigns set status = 'closed', version = version + 1 where slug = 'essai'`;
    expect(htmlOf(await ada.next(10_000))).toContain(messages('fr').sections.embed.closedTitle);
    await ada.leave();
  });
});
