import { Resolver } from 'node:dns/promises';
import { parseArgs } from 'node:util';
import { checkDomain, type Finding, type ResolveTxt } from '../delivery/check-domain.ts';
import type { Deps, Settled } from '../deps.ts';
import { countWorkers } from '../jobs/queries.ts';
import { readGate } from '../mail/gate.ts';
import { type Command, withDeps } from './command.ts';

const marks: Record<Finding['verdict'], string> = {
  ok: 'ok     ',
  warn: 'warning',
  fail: 'FAILS  ',
  unknown: 'unknown',
};

export const doctor: Command = {
  usage: 'doctor [--dkim-selector NAME]...',
  summary: `Looks at what keeps mail from arriving: the From domain's SPF, DKIM and DMARC as far as DNS answers, the public
address and its proxy, the webhook, a worker, a stopped transport. Changes nothing. Exit code 1 where something fails.`,
  run: async (args) => {
    const { values } = parseArgs({ args, options: { 'dkim-selector': { type: 'string', multiple: true } } });
    const resolver = new Resolver({ timeout: 3_000, tries: 2 });
    const resolveTxt: ResolveTxt = (name) => resolver.resolveTxt(name);
    return await withDeps((deps) => examine(deps, resolveTxt, values['dkim-selector'] ?? []));
  },
};

/** Prints a line for each check. @returns the exit code: 1 where one fails. */
export async function examine(deps: Deps, resolveTxt: ResolveTxt, selectors: string[]): Promise<number> {
  const { mail, mailFrom } = deps.config;
  const domain = /@([^\s>]+)/.exec(mailFrom)?.[1]?.toLowerCase() ?? '';
  const findings = [
    baseUrl(deps.config),
    ...proxy(deps.config),
    await worker(deps),
    ...(mail.transport === 'mailbox'
      ? [mailbox]
      : [
          await gate(deps),
          ...(mail.transport === 'resend' ? [webhook(deps.config)] : []),
          ...(await checkDomain(resolveTxt, { domain, transport: mail.transport, selectors })),
        ]),
  ];
  for (const { what, verdict, said } of findings) console.log(`${marks[verdict]}  ${what}: ${said}`);
  return findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

const mailbox: Finding = {
  what: 'Mail',
  verdict: 'warn',
  said: 'none leaves: RESEND_API_KEY and SMTP_URL are unset, mails are kept at /admin/mailbox',
};

function baseUrl({ baseUrl: url }: Settled): Finding {
  const { protocol, hostname } = new URL(url);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (here) return { what: 'BASE_URL', verdict: 'warn', said: `${url}: links in mails lead to this machine alone` };
  // RFC 8058 s. 3.1: mail programs offer their one-click button for https alone.
  if (protocol !== 'https:') return { what: 'BASE_URL', verdict: 'fail', said: `${url} is not https` };
  return { what: 'BASE_URL', verdict: 'ok', said: url };
}

/** Terrain speaks http alone: where its public address is https, a proxy stands before it. */
function proxy({ baseUrl: url, trustProxy }: Settled): Finding[] {
  if (!url.startsWith('https:')) return [];
  return [
    trustProxy === undefined
      ? { what: 'TRUST_PROXY', verdict: 'warn', said: 'unset: all visitors count as one, few may sign up in a minute' }
      : { what: 'TRUST_PROXY', verdict: 'ok', said: trustProxy },
  ];
}

async function worker({ db }: Deps): Promise<Finding> {
  const count = await countWorkers(db);
  return count > 0
    ? { what: 'Worker', verdict: 'ok', said: `${count} alive` }
    : { what: 'Worker', verdict: 'warn', said: 'none is running: mails wait until npm start or npm run worker' };
}

async function gate({ db, clock }: Deps): Promise<Finding> {
  const { stopped } = await readGate(db, clock.now());
  return stopped === ''
    ? { what: 'Transport', verdict: 'ok', said: 'takes mails, as far as it was asked' }
    : { what: 'Transport', verdict: 'fail', said: `refuses every mail: ${stopped}` };
}

function webhook({ baseUrl: url, resendWebhookSecret }: Settled): Finding {
  return resendWebhookSecret === undefined
    ? {
        what: 'Webhook',
        verdict: 'fail',
        said: 'RESEND_WEBHOOK_SECRET is unset: bounces and complaints are not heard of',
      }
    : { what: 'Webhook', verdict: 'ok', said: `have Resend tell ${url}/webhooks/resend` };
}
