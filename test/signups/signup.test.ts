import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMail, listMails } from '../../src/mail/queries.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { signUp } from '../support/forms.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
  await addCampaign(t.deps);
});
afterAll(() => t.close());

describe('a sign-up', () => {
  test('leads to the next ask, and its address is asked to confirm', async () => {
    const answer = await signUp(t.app);
    expect(answer.status).toBe(303);
    const next = await t.app.request(answer.headers.get('location') ?? '');
    expect(next.status).toBe(200);
    await t.runDueJobs();
    const mails = await listMails(t.deps.db, { limit: 10 });
    expect(mails.map((mail) => mail.to)).toEqual(['ada@example.org']);
    const mail = await findMail(t.deps.db, mails[0]?.id ?? '');
    expect(mail?.html).not.toContain('Ada');
  });
});
