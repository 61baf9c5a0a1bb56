import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { messages } from '../../src/locales/index.ts';
import { type Desk, startDesk } from '../editor/desk.ts';
import { joinAndConfirm, namesOf, skipped, wait } from '../followups/inbox.ts';
import { addCampaign } from '../support/campaign.ts';

const fr = messages('fr');
const t = fr.sequences;
const home = '/admin/campaigns/essai/sequences';
const unknown = fr.mail.mergeFaults.unknown({ field: 'prenom' });
let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
  await addCampaign(desk.deps);
});
afterEach(() => desk.close());

/** As a database of before today's rules may have it. */
async function spoil(place: string, value: unknown): Promise<void> {
  await desk.deps.db.$client`
    update sequences set steps = jsonb_set(steps, ${`{${place}}`}::text[], ${JSON.stringify(value)}::jsonb)
    where key = 'confirmed'`;
}
const badWords = ['1,texts,fr,subject', 'Bonjour {prenom}'] as const;
const badCondition = ['1,condition', { version: 1, match: 'all', conditions: [{ kind: 'horoscope' }] }] as const;

describe('a stored step that breaks the rules', () => {
  test.each([badWords, badCondition])(
    'in %s is passed over with its reason when it is due, and what follows goes',
    async (...fault) => {
      await desk.deps.db.$client`
      update sequences set steps = steps || jsonb_build_array(jsonb_set(steps -> 0, '{key}', '"last"')) where key = 'confirmed'`;
      await spoil(...fault);
      await joinAndConfirm(desk);
      await wait(desk, 49);
      await wait(desk, 1);
      expect(await namesOf(desk)).toEqual(['confirm', 'welcome', 'last']);
      expect(await skipped(desk)).toEqual(['act: step-unreadable']);
      const [contact] = await desk.deps.db.$client`select id from contacts`;
      const html = await (await desk.olive.get(`/admin/contacts/${contact?.id}`)).text();
      expect(html).toContain(fr.admin.contact.reasons['step-unreadable']);
    },
  );

  test('is named in the editor with what is wrong with it, and a condition can be taken out', async () => {
    await spoil(...badWords);
    expect(await (await desk.olive.get(`${home}/confirmed`)).text()).toContain(unknown);
    await spoil('1,texts,fr,subject', 'Bonjour');
    await spoil(...badCondition);
    const page = await desk.olive.get(`${home}/confirmed`);
    const html = await page.text();
    expect(html).toContain(t.wrongText(t.step(2), t.unreadable));
    expect(html).not.toMatch(/Invalid|ZodError/);
    const fields = await desk.olive.open(`${home}/confirmed`);
    const form = { ...fields, step: ['welcome', 'act'] };
    const cleared = await (await desk.olive.post(`${home}/confirmed`, { ...form, do: 'clear act' })).text();
    expect(cleared).not.toContain(t.unreadable);
  });

  test('goes along in the campaign’s file, and the page that offers the file says what is wrong with it', async () => {
    await spoil(...badWords);
    const html = await (await desk.olive.get('/admin/campaigns/essai/edit')).text();
    const sentence = t.stepFault('Bonjour {prenom}', 'confirmed', unknown);
    expect(html).toContain(sentence.replaceAll('"', '&quot;'));
    const file = await desk.olive.get('/admin/campaigns/essai/file');
    expect(file.status).toBe(200);
    const { sequences } = z
      .object({ sequences: z.array(z.object({ steps: z.array(z.unknown()) })) })
      .parse(await file.json());
    expect(sequences.flatMap(({ steps }) => steps)).toHaveLength(3);
    expect(JSON.stringify(sequences)).toContain('Bonjour {prenom}');
    await spoil('1,texts,fr,subject', 'Bonjour');
    expect(await (await desk.olive.get('/admin/campaigns/essai/edit')).text()).not.toContain(fr.editor.hub.fileFaulty);
  });

  test('keeps another sequence from being saved with a sentence that names it, and what was written stays', async () => {
    await spoil(...badWords);
    const fields = await desk.olive.open(`${home}/pledge`);
    const answer = await desk.olive.post(`${home}/pledge`, {
      ...fields,
      step: ['pledge'],
      name: 'Relances',
      do: 'save',
    });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(t.stepFault('Bonjour {prenom}', 'confirmed', unknown).replaceAll('"', '&quot;'));
    expect(html).toContain('value="Relances"');
  });
});

test('the conditions of a step stand in groups of all, any or none, as those of segments do', async () => {
  const fields = { ...(await desk.olive.open(`${home}/confirmed`)), step: ['welcome', 'act'] };
  const press = async (form: Record<string, string | string[]>) =>
    await (await desk.olive.post(`${home}/confirmed`, form)).text();
  const conditionIn = (html: string) => {
    const [, value = ''] = /name="act.condition" value="([^"]*)"/.exec(html) ?? [];
    return value === '' ? undefined : JSON.parse(value.replaceAll('&quot;', '"'));
  };
  const add = async (condition: string, locale: string, into: string) =>
    conditionIn(
      await press({
        ...fields,
        'act.condition': condition,
        'act.kind': 'language',
        'act.new.locale': locale,
        'act.new.not': 'no',
        'act.new.into': into,
        do: 'condition act',
      }),
    );
  const language = (locale: string) => ({ kind: 'language', locale });
  const first = await add('', 'fr', '');
  expect(first).toMatchObject({ match: 'all', conditions: [language('fr')] });
  const grouped = await add(JSON.stringify(first), 'en', 'new-any');
  expect(grouped.conditions[1]).toMatchObject({ match: 'any', conditions: [language('en')] });
  const inside = await add(JSON.stringify(grouped), 'fr', '1');
  expect(inside.conditions[1].conditions).toMatchObject([language('en'), language('fr')]);
  const form = { ...fields, 'act.condition': JSON.stringify(inside) };
  const none = conditionIn(await press({ ...form, do: 'match act none 1' }));
  expect(none).toMatchObject({ match: 'all', conditions: [language('fr'), { match: 'none' }] });
  expect(conditionIn(await press({ ...form, do: 'match act any ' }))).toMatchObject({ match: 'any' });
  expect(conditionIn(await press({ ...form, do: 'without act 1.0' })).conditions[1].conditions).toHaveLength(1);
  expect(conditionIn(await press({ ...form, do: 'without act 0' })).conditions).toHaveLength(1);
});
