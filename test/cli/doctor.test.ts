import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { examine } from '../../src/cli/doctor.ts';
import { checkDomain, type ResolveTxt } from '../../src/delivery/check-domain.ts';
import { closeGate } from '../../src/mail/gate.ts';
import { startTest, type TestApp } from '../support/app.ts';

/** A DNS of these records; a name that is not among them is not there, and `silent` ones get no answer. */
function dns(records: Record<string, string[]>, silent: string[] = []): ResolveTxt {
  return async (name) => {
    if (silent.includes(name)) throw Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' });
    const found = records[name];
    if (!found) throw Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' });
    // A long record comes in pieces, wherever they were cut.
    return found.map((record) => [record.slice(0, 7), record.slice(7)]);
  };
}

const good = {
  'mail.example.org': ['v=spf1 include:_spf.example.net -all', 'another=1'],
  's1._domainkey.mail.example.org': ['v=DKIM1; k=rsa; p=MIGf'],
  '_dmarc.example.org': ['v=DMARC1; p=reject; rua=mailto:d@example.org'],
};
const bySmtp = { domain: 'mail.example.org', transport: 'smtp' as const, selectors: ['s1'] };

async function verdicts(resolve: ResolveTxt, sender: Parameters<typeof checkDomain>[1] = bySmtp) {
  const found = await checkDomain(resolve, sender);
  return Object.fromEntries(found.map(({ what, verdict }) => [what, verdict]));
}

describe('a From domain', () => {
  test('that says everything is well, its policy being that of the domain above', async () => {
    expect(await verdicts(dns(good))).toEqual({ SPF: 'ok', DKIM: 'ok', DMARC: 'ok' });
  });

  test('of Resend is asked for at the names that Resend uses', async () => {
    const records = {
      'send.example.org': ['v=spf1 include:amazonses.com ~all'],
      'resend._domainkey.example.org': ['p=MIGf'],
      '_dmarc.example.org': ['v=DMARC1; p=quarantine;'],
    };
    const sender = { domain: 'example.org', transport: 'resend' as const, selectors: [] };
    expect(await verdicts(dns(records), sender)).toEqual({ SPF: 'ok', DKIM: 'ok', DMARC: 'ok' });
  });

  test.each([
    ['nothing', { 'mail.example.org': [] }, 'SPF', 'fail'],
    ['two policies', { 'mail.example.org': ['v=spf1 -all', 'v=spf1 ~all'] }, 'SPF', 'fail'],
    ['everyone', { 'mail.example.org': ['v=spf1 +all'] }, 'SPF', 'fail'],
    ['a key that was withdrawn', { 's1._domainkey.mail.example.org': ['v=DKIM1; p='] }, 'DKIM', 'fail'],
    ['no wish', { '_dmarc.example.org': ['v=DMARC1; rua=mailto:d@example.org'] }, 'DMARC', 'fail'],
    ['a wish for nothing', { '_dmarc.example.org': ['v=DMARC1; p=none'] }, 'DMARC', 'warn'],
  ])('that says %s is told so', async (_, wrong, what, verdict) => {
    expect((await verdicts(dns({ ...good, ...wrong })))[what]).toBe(verdict);
  });

  test('that DNS does not answer for is called neither good nor bad', async () => {
    const silent = Object.keys(good).concat('_dmarc.mail.example.org');
    expect(await verdicts(dns({}, silent))).toEqual({ SPF: 'unknown', DKIM: 'unknown', DMARC: 'unknown' });
  });

  test('has a selector that nobody can guess', async () => {
    expect((await verdicts(dns(good), { ...bySmtp, selectors: [] })).DKIM).toBe('unknown');
  });
});

describe('the doctor', () => {
  let t: TestApp;
  let printed: string[];
  const env = { RESEND_API_KEY: 're_x', MAIL_FROM: 'Démo <demo@example.org>', BASE_URL: 'https://terrain.example.org' };
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
  });
  afterEach(async () => {
    vi.mocked(console.log).mockRestore();
    await t.close();
  });

  test('says what is missing, and fails', async () => {
    t = await startTest({ at: 'present', env });
    await closeGate(t.deps.db, t.deps.clock.now(), 'Resend: 401 missing_api_key');
    expect(await examine(t.deps, dns({}), [])).toBe(1);
    const said = printed.join('\n');
    for (const line of ['FAILS    Webhook', 'FAILS    SPF', 'FAILS    DKIM', 'FAILS    DMARC', 'warning  Worker'])
      expect(said).toContain(line);
    expect(said).toContain('refuses every mail: Resend: 401 missing_api_key');
    expect(said).toContain('ok       BASE_URL');
    expect(said).toContain('warning  TRUST_PROXY');
  });

  test('does not fail where no mail leaves, and says that none does', async () => {
    t = await startTest({ at: 'present' });
    expect(await examine(t.deps, dns({}), [])).toBe(0);
    expect(printed.join('\n')).toContain('warning  Mail: none leaves');
  });
});
