import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sequence } from '../../src/followups/form.ts';
import { openGate } from '../../src/mail/gate.ts';
import type { Mail, Mailer, Outcome } from '../../src/mail/mailer.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { hour, join, wait } from './inbox.ts';

const words = { subject: 'La suite', body: ['Bonjour {firstName}.'], action: 'Voir' };
const step = (key: string, delayHours: number) => ({
  key,
  delayHours,
  leadsTo: 'shifts',
  texts: { fr: words, en: words },
});
const refusing: Outcome = { kind: 'again', reason: 'too many calls', notTaken: true, forAll: true, retryAfter: 3_600 };

let t: TestApp;
let refuses: boolean;
let taken: Mail[];
beforeEach(async () => {
  refuses = false;
  taken = [];
  const handOver: Mailer['send'] = async (mail) => {
    if (refuses) return refusing;
    taken.push(mail);
    return { kind: 'sent', providerId: '' };
  };
  const mailer: Mailer = {
    name: 'resend',
    send: handOver,
    sendTogether: (mails, key) => Promise.all(mails.map((mail) => handOver(mail, key))),
    close: async () => {},
  };
  t = await startTest({ mailer });
  const steps = [step('one', 0), step('two', 1), step('three', 0), step('four', 1)];
  await addCampaign(t.deps, { sequences: [sequence.parse({ key: 'five', start: { on: 'confirmed' }, steps })] });
});
afterEach(() => t.close());

describe('a mail of a sequence that is put back, and decided on again', () => {
  test('has what comes next planned once, in its order, and each mail goes once', async () => {
    await arrive();
    refuses = true;
    await wait(t, 0.01);
    // The gate opens, and it is refused once more: decided on three times in all.
    for (let time = 0; time < 2; time += 1) {
      await openGate(t.deps.db);
      await wait(t, 1.1);
      expect(await planned('one')).toBe(1);
      expect(await planned('two')).toBeLessThanOrEqual(1);
    }
    refuses = false;
    for (let hours = 0; hours < 12; hours += 1) await wait(t, 1);
    expect(await states()).toEqual(['one sent', 'two sent', 'three sent', 'four sent']);
    expect(taken.filter(({ subject }) => subject === 'La suite')).toHaveLength(4);
    const [enrolment] = await t.deps.db.$client`select step, ending from enrolments`;
    expect({ ...enrolment }).toEqual({ step: 'four', ending: 'finished' });
  });

  test('for whom the sequence ends meanwhile never goes, and nothing behind it', async () => {
    await arrive();
    refuses = true;
    await wait(t, 0.01);
    await t.deps.db.$client`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
      select gen_random_uuid(), shifts.id, contacts.id, campaign_id, 'fr', 'booked', now(), now() from shifts, contacts`;
    await t.deps.db.$client`update sequences set goal = 'booked'`;
    refuses = false;
    for (let hours = 0; hours < 6; hours += 1) await wait(t, 1);
    expect(taken.filter(({ subject }) => subject === 'La suite')).toHaveLength(0);
    const [enrolment] = await t.deps.db.$client`select ending from enrolments`;
    expect(enrolment?.ending).toBe('goal');
  });
});

/** Signs up and confirms: the first mail of the sequence is due. */
async function arrive(): Promise<void> {
  const { deps } = t;
  await join(t);
  await wait(t, 0.001);
  const [mail] = taken.splice(0);
  const url = /href="(http:\/\/localhost:3000\/c\/[^"]*)"/.exec(mail?.html ?? '')?.[1] ?? '';
  const answer = await t.app.request(new URL(url).pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(303);
  expect(await deps.db.$client`select from messages where name = 'one'`).toHaveLength(0);
  t.clock.advance(hour / 1_000);
}

async function planned(name: string): Promise<number> {
  return (await t.deps.db.$client`select from messages where name = ${name}`).length;
}

async function states(): Promise<string[]> {
  const rows = await t.deps.db.$client`
    select name, state from messages join enrolments e on e.id = messages.subject_id order by sent_at, messages.id`;
  return rows.map(({ name, state }) => `${name} ${state}`);
}
