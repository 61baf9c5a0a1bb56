import { beforeEach, describe, expect, test } from 'vitest';
import { confirmUrl, formAgainUrl, heldUrl, leaveUrl, spaceUrl } from '../../src/http/links.ts';
import { signToken } from '../../src/http/token.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { post, signUp } from '../support/forms.ts';

const newSecret = 'the secret after the change, long enough';

let t: TestApp;
let links: { leave: string; space: string; confirm: string; again: string };
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps);
  await signUp(t.app);
  const [row] = await t.deps.db.$client`select id, contact_id, campaign_id from signups`;
  const since = t.clock.now();
  const of = { contactId: String(row?.contact_id), campaignId: String(row?.campaign_id), since };
  const settings = { baseUrl: '', secret: t.deps.config.secret };
  links = {
    leave: leaveUrl(settings, of),
    space: spaceUrl(settings, of),
    confirm: confirmUrl(settings, { signupId: String(row?.id), since }),
    again: formAgainUrl(settings, { ...of, locale: 'fr', slug: 'essai' }),
  };
  return () => t.close();
});

/** Changes SECRET; `oldSecret` is set beside it, or not. */
function change({ keep }: { keep: boolean }): string {
  const { secret } = t.deps.config;
  Object.assign(t.deps.config, { secret: newSecret, oldSecret: keep ? secret : undefined });
  return secret;
}
const granted = async () => {
  const [last] = await t.deps.db.$client`select action from consents order by at desc, id desc limit 1`;
  return last?.action === 'granted';
};

describe('once SECRET was changed', () => {
  test.each(['leave', 'space', 'confirm', 'again'] as const)('a link to %s works with OLD_SECRET', async (to) => {
    const before = (await t.app.request(links[to])).status;
    expect(before).toBe(200);
    change({ keep: true });
    expect((await t.app.request(links[to])).status).toBe(200);
    change({ keep: false });
    expect((await t.app.request(links[to])).status).toBe(403);
  });

  test('the one click of a mail that went before it is the way out, without a redirect', async () => {
    expect(await granted()).toBe(true);
    change({ keep: true });
    const answer = await post(t.app, links.leave, { 'List-Unsubscribe': 'One-Click' });
    expect(answer.status).toBe(200);
    expect(await granted()).toBe(false);
  });

  test('what is signed anew, and every link on a page behind an old one, is signed by SECRET alone', async () => {
    const old = links.space.split('/').at(-1) ?? '';
    change({ keep: true });
    const html = await (await t.app.request(links.space)).text();
    expect(html).not.toContain(old);
    change({ keep: false });
    const [again = '/none/here'] = /\/s\/[\w-]+\/preferences/.exec(html) ?? [];
    expect((await t.app.request(again)).status).toBe(200);
    const [leave = '/none/here'] = /\/u\/[\w-]+/.exec(html) ?? [];
    expect((await t.app.request(leave)).status).toBe(200);
  });

  test('OLD_SECRET opens nothing of another purpose, nor what has expired, nor what was never mailed', async () => {
    const secret = change({ keep: true });
    const [row] = await t.deps.db.$client`select id, contact_id, campaign_id from signups`;
    const ids = [String(row?.contact_id), String(row?.campaign_id)];
    const later = new Date(t.clock.now().getTime() + 60_000);
    const leave = signToken(secret, 'leave', { ids, at: later });
    expect((await t.app.request(`/s/${leave}`)).status).toBe(403);
    const expired = signToken(secret, 'space', { ids, at: new Date(t.clock.now().getTime() - 1) });
    expect((await t.app.request(`/s/${expired}`)).status).toBe(410);
    const next = signToken(secret, 'signup', { ids: [String(row?.id)], at: later });
    expect((await t.app.request(`/fr/essai/next/${next}`)).status).toBe(403);
    const held = heldUrl({ baseUrl: '', secret }, { heldId: String(row?.id), since: t.clock.now() });
    expect((await t.app.request(held)).status).toBe(200);
  });
});
