import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { campaigns } from '../../src/campaigns/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { confirmUrl } from '../../src/http/links.ts';
import { messages } from '../../src/locales/index.ts';
import { pledges } from '../../src/pledges/table.ts';
import { bookings, shifts, shiftWaits } from '../../src/shifts/table.ts';
import { signups } from '../../src/signups/table.ts';
import { chooseAsk } from '../../src/space/choose-ask.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post, signUp } from '../support/forms.ts';

const { asks, pages: words } = messages('fr');
const { settings } = aCampaign();
const pledge = { kind: 'hours' as const, required: false, inForm: false, suggestions: [2, 4] };
const chain = { ...settings, pledge, next: ['pledge' as const, 'shift' as const, 'share' as const] };
const titles = { pledge: asks.pledge.titles.hours, shift: words.next.shiftTitle, share: words.share.title };

let t: TestApp;
let shift: string;
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps, { settings: chain });
  const [row] = await t.deps.db.select().from(shifts);
  shift = row?.id ?? '';
  return () => t.close();
});

const get = async (path: string) => await (await t.app.request(path)).text();
const next = async (fields: Record<string, string> = {}) => (await signUp(t.app, fields)).headers.get('location') ?? '';

/** Which asks a page makes. */
function made(html: string): string[] {
  return Object.entries(titles).flatMap(([ask, title]) => (html.includes(`>${title}<`) ? [ask] : []));
}

/** Where "not now" leads. */
function skipOf(html: string): string | undefined {
  return new RegExp(`href="([^"]+)"[^>]*>${asks.skip}<`).exec(html)?.[1];
}

describe('right after the form', () => {
  test('one ask leads to the next, each can be passed over, and looking changes nothing', async () => {
    const path = await next();
    const seen: string[][] = [];
    for (let at: string | undefined = path; at !== undefined; ) {
      const html = await get(at);
      seen.push(made(html));
      at = skipOf(html);
    }
    expect(seen).toEqual([['pledge'], ['shift'], ['share']]);
    const last = await get(`${path}?ask=share`);
    expect(last).toContain(`href="${path}?ask=pledge"`);
    expect(last).toContain(`href="${path}?ask=shift"`);
    expect(await t.deps.db.$count(pledges)).toBe(0);
    expect(await t.deps.db.$count(bookings)).toBe(0);
  });

  test('what was done is not asked again, and the next ask follows it', async () => {
    const path = await next();
    const promised = await post(t.app, `${path}/pledge`, { count: '4' });
    expect(promised.headers.get('location')).toBe(`${path}?outcome=pledge-made`);
    const thanked = await get(`${path}?outcome=pledge-made`);
    expect(thanked).toContain(words.pledge.hours('4 heures'));
    expect(made(thanked)).toEqual(['shift']);
    const booked = await post(t.app, `${path}/bookings`, { shift });
    expect(made(await get(booked.headers.get('location') ?? ''))).toEqual(['share']);
  });

  test('with every date full offers the waiting list, and once in line the next ask', async () => {
    await t.deps.db.$client`update shifts set booked = seats`;
    const path = await next();
    await post(t.app, `${path}/pledge`, { count: '4' });
    const full = await get(path);
    expect(made(full)).toEqual([]);
    expect(full).toContain(`>${words.next.fullTitle}<`);
    expect(full).toContain(`action="${path}/waits"`);
    const joined = await post(t.app, `${path}/waits`, { shift });
    const after = await get(joined.headers.get('location') ?? '');
    expect(after).toContain(words.outcomes.waiting);
    expect(made(after)).toEqual(['share']);
    const space = await confirm();
    expect(made(await get(space))).toEqual(['share']);
    expect(await get(space)).not.toContain(words.next.fullTitle);
  });

  test('a pledge that is wrong comes back with its error and what was typed', async () => {
    const path = await next();
    const empty = await post(t.app, `${path}/pledge`, { countOther: '' });
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain(words.missing.count);
    const wrong = await post(t.app, `${path}/pledge`, { countOther: 'beaucoup' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('value="beaucoup"');
  });

  test('pressing twice, or again with another figure, promises once', async () => {
    const path = await next();
    const answers = await Promise.all(['4', '4', '2'].map((count) => post(t.app, `${path}/pledge`, { count })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await t.deps.db.$count(pledges)).toBe(1);
    expect(await t.deps.db.$count(activities, eq(activities.kind, 'pledge.made'))).toBe(1);
  });

  test('the page is the same for an address that is known, has booked and has pledged', async () => {
    const known = await next({ firstName: 'Ada' });
    await post(t.app, `${known}/pledge`, { count: '4' });
    await post(t.app, `${known}/bookings`, { shift });
    const again = await next({ firstName: 'Eve' });
    const stranger = await next({ email: 'new@example.org', firstName: 'Eve' });
    const bare = (html: string, path: string) => html.replaceAll(path, 'PATH').replaceAll(/by=\w{10}/g, 'by=CODE');
    expect(bare(await get(again), again)).toBe(bare(await get(stranger), stranger));
  });

  test('the code that is shown there cannot be matched with the contact’s own, nor with another sign-up’s', async () => {
    const codes = [await next(), await next({ lastName: 'x', firstName: 'Eve' })].map(
      async (path) => /\?by=(\w{10})/.exec(await get(`${path}?ask=share`))?.[1],
    );
    const space = await confirm();
    codes.push(get(`${space}?ask=share`).then((html) => /\?by=(\w{10})/.exec(html)?.[1]));
    const read = await Promise.all(codes);
    expect(read.every((code) => code !== undefined)).toBe(true);
    expect(new Set(read).size).toBe(3);
  });

  test('a campaign that is over, or asks for no pledge, takes none', async () => {
    const path = await next();
    const change = { settings: { ...chain, pledge: null } };
    await t.deps.db.update(campaigns).set(change);
    expect((await post(t.app, `${path}/pledge`, { count: '4' })).status).toBe(410);
    await t.deps.db.update(campaigns).set({ settings: chain, status: 'closed' });
    expect((await post(t.app, `${path}/pledge`, { count: '4' })).status).toBe(410);
    expect(made(await get(path))).not.toContain('pledge');
    expect(await t.deps.db.$count(pledges)).toBe(0);
  });
});

describe.each(['closed', 'archived'] as const)('a campaign that is %s', (status) => {
  test('shows no dates and gives neither seats nor places in line, here or in the space', async () => {
    const path = await next();
    const space = await confirm();
    await t.deps.db.update(campaigns).set({ status });
    expect(await get(path)).not.toContain(`action="${path}/bookings"`);
    expect(made(await get(`${path}?ask=shift`))).toEqual(['share']);
    for (const seats of [20, 0]) {
      await t.deps.db.$client`update shifts set booked = seats - ${seats}`;
      for (const way of [`${path}/bookings`, `${path}/waits`, `${space}/bookings`, `${space}/waits`]) {
        const answer = await post(t.app, way, { shift });
        expect([answer.status, way]).toEqual([410, way]);
        expect(await answer.text()).toContain(words.closed.title);
      }
    }
    expect(await t.deps.db.$count(bookings)).toBe(0);
    expect(await t.deps.db.$count(shiftWaits)).toBe(0);
  });

  test('lets a seat be given back, and one that is held be taken', async () => {
    await t.deps.db.$client`update shifts set seats = 1`;
    await next();
    const space = await confirm();
    await post(t.app, `${space}/bookings`, { shift });
    await next({ email: 'bea@example.org' });
    const other = await confirm('bea@example.org');
    await post(t.app, `${other}/waits`, { shift });
    const [booking] = await t.deps.db.select().from(bookings);
    const [line] = await t.deps.db.select().from(shiftWaits);
    await t.deps.db.update(campaigns).set({ status });
    const given = await post(t.app, `${space}/bookings/${booking?.id}/cancel`, {});
    expect(given.headers.get('location')).toContain('outcome=cancelled');
    const taken = await post(t.app, `${other}/waits/${line?.id}/take`, {});
    expect(taken.headers.get('location')).toContain('outcome=booked');
  });
});

describe('in the contact’s own space', () => {
  test('the ask is chosen by everything that was done', async () => {
    await next();
    const space = await confirm();
    expect(made(await get(space))).toContain('pledge');
    const answer = await post(t.app, `${space}/pledge`, { count: '2' });
    expect(answer.headers.get('location')).toBe(`${space}?outcome=pledge-made`);
    await post(t.app, `${space}/pledge`, { count: '4' });
    expect(await t.deps.db.$count(pledges)).toBe(1);
    const after = await get(space);
    expect(after).toContain(words.pledge.hours('2 heures'));
    expect(made(after)).toEqual(['shift', 'share']);
    expect(skipOf(after)).toBe(`${space}?ask=share`);
    await post(t.app, `${space}/bookings`, { shift });
    const booked = await get(`${space}?outcome=booked`);
    expect(made(booked)).toEqual(['share']);
    expect(skipOf(booked)).toBeUndefined();
  });

  test('those who came through its link are counted once they have confirmed', async () => {
    await next();
    const space = await confirm();
    const code = /\?by=(\w{10})/.exec(await get(`${space}?ask=share`))?.[1];
    const landing = `/fr/essai?by=${code}`;
    const [, form] = /name="form" value="([^"]+)"/.exec(await get(landing)) ?? [];
    const [, origin] = /name="origin" value="([^"]+)"/.exec(await get(landing)) ?? [];
    const bob = { email: 'bob@example.org', firstName: 'Bob', form: form ?? '', origin: origin ?? '' };
    await post(t.app, '/fr/essai/signups', bob);
    expect(await get(space)).not.toContain(asks.recruits(1));
    t.clock.advance(1_000);
    await confirm('bob@example.org');
    expect(await get(space)).toContain(asks.recruits(1));
    expect(await get(space)).not.toContain('Bob');
  });

  test('a space whose address was never confirmed shares the plain link, until its own is asked for', async () => {
    await next();
    const space = await confirm();
    await t.deps.db.$client`delete from share_codes`;
    const plain = await get(`${space}?ask=share`);
    expect(plain).toContain('value="http://localhost:3000/essai?utm_source=link&amp;utm_medium=share"');
    expect(plain).toContain(asks.ownLink);
    const given = await post(t.app, `${space}/share-link`, {});
    const own = await get(given.headers.get('location') ?? '');
    expect(own).toMatch(/value="http:\/\/localhost:3000\/essai\?by=\w{10}&amp;/);
    expect(own).not.toContain(asks.ownLink);
  });
});

describe('the chain', () => {
  const all = { mayPledge: true, mayBook: true, booked: false };

  test.each([
    [{ next: undefined, nextStep: 'share' as const }, 'share', 'pledge'],
    [{ next: undefined, nextStep: 'shift' as const }, 'pledge', 'shift'],
    [{ next: undefined, nextStep: undefined }, 'pledge', 'shift'],
    [{ next: ['shift', 'shift'] as const }, 'shift', 'share'],
  ])('of a campaign’s file, %o', (change, ask, skipTo) => {
    const { next: asked, ...rest } = change;
    const { next: _, nextStep: __, ...bare } = chain;
    const made = chooseAsk({ ...bare, ...defined({ next: asked && [...asked], ...rest }) }, all, undefined);
    expect(made).toMatchObject({ ask, skipTo });
  });

  test('ends with sharing when nothing else is left, whatever was wanted', () => {
    const nothing = { mayPledge: false, mayBook: false, booked: true };
    expect(chooseAsk(chain, nothing, 'shift')).toEqual({ ask: 'share', skipTo: undefined, others: [] });
    expect(chooseAsk(chain, nothing, '<b>')).toEqual({ ask: 'share', skipTo: undefined, others: [] });
  });
});

/** Drops what is undefined, as a file would. */
function defined<T extends object>(values: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return JSON.parse(JSON.stringify(values));
}

/** Confirms an address and returns the path of its space. */
async function confirm(email = 'ada@example.org'): Promise<string> {
  const [signup] = await t.deps.db
    .select({ id: signups.id })
    .from(signups)
    .innerJoin(contacts, and(eq(contacts.id, signups.contactId), eq(contacts.email, email)));
  const path = confirmUrl(
    { baseUrl: '', secret: t.deps.config.secret },
    { signupId: signup?.id ?? '', since: t.clock.now() },
  );
  const answer = await post(t.app, path, {});
  return answer.headers.get('location')?.split('?')[0] ?? '';
}
