import type { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.tsx';
import { commitThrough, createIntake } from '../../src/signups/intake.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { drawForm, post } from '../support/forms.ts';

const once = { signups: 1, contacts: 1, pledges: 1, consents: 1, signup_activities: 1 };

const started: TestApp[] = [];
async function start(env: Record<string, string> = {}): Promise<TestApp> {
  const t = await startTest({ env });
  started.push(t);
  const { settings } = aCampaign();
  await addCampaign(t.deps, {
    settings: { ...settings, pledge: { kind: 'hours', required: true, suggestions: [1, 2] } },
  });
  return t;
}
afterEach(async () => {
  for (const t of started.splice(0)) await t.close();
});

describe('one form sent 200 times at once', () => {
  test('is one sign-up, and every sending gets the same answer', async () => {
    const t = await start();
    const form = await drawForm(t.app);
    const locations = await Promise.all(Array.from({ length: 200 }, () => send(t.app, form, 'ada@example.org')));
    expect(locations[0]).toMatch(/^303 \/fr\/essai\/next\//);
    expect(new Set(locations).size).toBe(1);
    expect(await counts(t)).toEqual(once);
  });

  test('counts once against the limit of a client address', async () => {
    const t = await start({ SIGNUP_LIMIT_PER_MINUTE: '60' });
    const form = await drawForm(t.app);
    const together = await Promise.all(Array.from({ length: 200 }, () => send(t.app, form, 'ada@example.org')));
    expect(new Set(together)).toEqual(new Set([together[0]]));
    for (let again = 0; again < 100; again++) expect(await send(t.app, form, 'ada@example.org')).toBe(together[0]);
    // The 59 others of this minute are still to be had, and not one more.
    const others = await Promise.all(Array.from({ length: 100 }, (_, n) => send(t.app, form, `n${n}@example.org`)));
    expect(others.filter((answer) => answer.startsWith('303'))).toHaveLength(59);
    expect(others.filter((answer) => answer.startsWith('429'))).toHaveLength(41);
    await t.deps.refusals.flush();
    const [refused] = await t.deps.db.$client`select reason, count from refused_posts`;
    expect({ ...refused }).toEqual({ reason: 'too-many', count: 41 });
  });

  test('is one sign-up where two processes take it at the same time', async () => {
    const t = await start();
    const other = commitThrough(t.deps.databaseUrl);
    const form = await drawForm(t.app);
    const second = { ...t.deps, intake: createIntake(other.commit) };
    const apps = [t.app, createApp(second)];
    const sent = Array.from({ length: 100 }, (_, n) => n);
    const answers = await Promise.all(
      apps.flatMap((app) => sent.map((n) => send(app, form, `p${n % 50}@example.org`))),
    );
    expect(new Set(answers).size).toBe(50);
    expect(await counts(t)).toEqual({ signups: 50, contacts: 50, pledges: 50, consents: 50, signup_activities: 50 });
    await other.close();
  });
});

describe('many forms at once', () => {
  test('300 different forms by one address are one contact and 300 sign-ups', async () => {
    const t = await start();
    const form = await drawForm(t.app);
    const fields = (n: number) => ({
      firstName: `Ada ${n}`,
      email: n % 2 === 0 ? 'ada@example.org' : 'ADA@Example.ORG',
    });
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => send(t.app, form, 'ada@example.org', fields(n))),
    );
    expect(new Set(answers.map((answer) => answer.slice(0, 3)))).toEqual(new Set(['303']));
    expect(new Set(answers).size).toBe(300);
    expect(await counts(t)).toEqual({ ...once, signups: 300, pledges: 300, consents: 300, signup_activities: 300 });
  });

  test('a form that the database refuses does not take its neighbours with it', async () => {
    const t = await start();
    await t.deps.db.$client.unsafe(`
      create function refuse() returns trigger language plpgsql as $$
        begin if new.answers->>'firstName' = 'Refusée' then raise 'not this one'; end if; return new; end $$;
      create trigger refuse before insert on signups for each row execute function refuse();`);
    const form = await drawForm(t.app);
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        send(t.app, form, `n${n}@example.org`, { firstName: n % 100 === 7 ? 'Refusée' : 'Ada' }),
      ),
    );
    expect(answers.filter((answer) => answer.startsWith('500'))).toHaveLength(3);
    expect(answers.filter((answer) => answer.startsWith('303'))).toHaveLength(297);
    const left = { signups: 297, contacts: 297, pledges: 297, consents: 297, signup_activities: 297 };
    expect(await counts(t)).toEqual(left);
    // The log has each of them once, and nobody else's.
    expect(t.errors.splice(0)).toHaveLength(3);
  });

  test('a form that the database refuses comes back with what was typed, and can be sent again', async () => {
    const t = await start();
    const sql = t.deps.db.$client;
    await sql.unsafe(`alter table signups add constraint none check (false) not valid`);
    const form = await drawForm(t.app);
    const refused = await fill(t.app, form, 'ada@example.org', { firstName: 'Ada Lovelace' });
    expect(refused.status).toBe(500);
    const page = await refused.text();
    expect(page).toContain('value="Ada Lovelace"');
    expect(page).toContain(`value="${form}"`);
    expect(page).not.toMatch(/constraint|violates|postgres/i);
    expect(t.errors.splice(0)).toHaveLength(1);
    await sql.unsafe(`alter table signups drop constraint none`);
    expect(await send(t.app, form, 'ada@example.org', { firstName: 'Ada Lovelace' })).toMatch(/^303/);
    expect(await counts(t)).toEqual(once);
  });
});

function fill(app: Hono, form: string, email: string, fields: Record<string, string> = {}): Promise<Response> {
  return post(app, '/fr/essai/signups', { firstName: 'Ada', consent: 'yes', count: '2', form, email, ...fields });
}

/** Sends the form; returns `STATUS LOCATION`. */
async function send(app: Hono, form: string, email: string, fields: Record<string, string> = {}): Promise<string> {
  const answer = await fill(app, form, email, fields);
  return `${answer.status} ${answer.headers.get('location')}`;
}

async function counts(t: TestApp) {
  const [row] = await t.deps.db.$client`
    select (select count(*)::int from signups) as signups, (select count(*)::int from contacts) as contacts,
      (select count(*)::int from pledges) as pledges, (select count(*)::int from consents) as consents,
      (select count(*)::int from activities where kind = 'signup.recorded') as signup_activities`;
  return row && { ...row };
}
