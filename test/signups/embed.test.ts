import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { drawForm, post } from '../support/forms.ts';

const hosts = ['example.org', '*.example.org:8443'];
let t: TestApp;

beforeAll(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  await addCampaign(t.deps, { settings: { ...settings, embedHosts: hosts } });
  await addCampaign(t.deps, { slug: 'sans-hote' });
  await addCampaign(t.deps, { slug: 'finie', status: 'closed', settings: { ...settings, embedHosts: hosts } });
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft', settings: { ...settings, embedHosts: hosts } });
});
afterAll(() => t.close());

function framedBy(answer: Response): string | undefined {
  return /frame-ancestors ([^;]+)/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
}

async function send(fields: Record<string, string>): Promise<Response> {
  const form = await drawForm(t.app, '/fr/essai/embed');
  return await post(t.app, '/fr/essai/signups?embed', { form, email: 'ada@example.org', ...fields });
}

describe('the form in a frame', () => {
  test('may be framed by the hosts that its campaign names, and by nobody where it names none', async () => {
    expect(framedBy(await t.app.request('/fr/essai/embed'))).toBe(hosts.join(' '));
    expect(framedBy(await t.app.request('/fr/sans-hote/embed'))).toBe("'none'");
    expect(framedBy(await t.app.request('/fr/essai'))).toBe("'none'");
  });

  test('holds the form and the goal, in its language, and no search engine keeps it', async () => {
    const html = await (await t.app.request('/en/essai/embed')).text();
    expect(html).toContain('action="/en/essai/signups?embed"');
    expect(html).toContain('class="progress"');
    expect(html).toContain('<meta name="robots" content="noindex"/>');
    expect(html).not.toContain('class="story"');
  });

  test('comes back into the frame with what was typed when something is wrong', async () => {
    const answer = await send({ firstName: '' });
    expect(answer.status).toBe(422);
    expect(framedBy(answer)).toBe(hosts.join(' '));
    const html = await answer.text();
    expect(html).toContain('value="ada@example.org"');
    expect(html).toContain('action="/fr/essai/signups?embed"');
  });

  test('thanks inside the frame and leads out of it: a page that is one person’s is framed by nobody', async () => {
    const answer = await send({ firstName: 'Ada' });
    expect(answer.status).toBe(303);
    const thanks = answer.headers.get('location') ?? '';
    expect(thanks).toMatch(/^\/fr\/essai\/embed\/thanks\//);
    const page = await t.app.request(thanks);
    expect(framedBy(page)).toBe(hosts.join(' '));
    const html = await page.text();
    expect(html).not.toContain('ada@example.org');
    const next = /<a class="button[^>]*href="([^"]+)" target="_blank" rel="noopener"/.exec(html)?.[1] ?? '';
    expect(next).toMatch(/^\/fr\/essai\/next\//);
    expect(framedBy(await t.app.request(next))).toBe("'none'");
    expect(await t.deps.db.$count(signups)).toBe(1);
  });

  test('a link to its thanks that we did not sign leads nowhere', async () => {
    const answer = await t.app.request('/fr/essai/embed/thanks/AAAA');
    expect(answer.status).toBe(403);
    expect(framedBy(answer)).toBe("'none'");
  });

  test('says that the campaign is over once it is, for the page around it stays', async () => {
    const answer = await t.app.request('/fr/finie/embed');
    expect(answer.status).toBe(200);
    expect(framedBy(answer)).toBe(hosts.join(' '));
    expect(await answer.text()).toContain(messages('fr').sections.embed.closedTitle);
  });

  test.each(['/fr/brouillon/embed', '/fr/nulle-part/embed'])('%s is not there', async (path) => {
    const answer = await t.app.request(path);
    expect(answer.status).toBe(404);
    expect(framedBy(answer)).toBe("'none'");
  });
});
