import { setTimeout as delay } from 'node:timers/promises';
import { unsubscribeHeaders } from '../../src/mail/headers.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from '../mail/samples.ts';
import { freePort } from '../support/free-port.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';
import { onDatabase } from './database.ts';
import { alternate, series } from './rounds.ts';
import type { Row } from './table.ts';
import { settings } from './terrain.ts';

const apiKey = 're_bench';

/** Mails of a sequence through the ledger to the provider's fake, beside a bare loop of batch calls to the same. */
export async function mails({ server, quick }: Bench): Promise<Row[]> {
  const count = quick ? 1_000 : 10_000;
  const databaseUrl = await server.createDatabase('mails', count);
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const listening = () =>
    fetch(baseUrl).then(
      () => true,
      () => false,
    );
  const fake = await startChild(
    'dist/bench/processes/fake-resend.js',
    { PORT: String(port), RESEND_API_KEY: apiKey },
    listening,
  );
  const worker = await startChild(
    'dist/worker.js',
    {
      ...settings(0, databaseUrl),
      RESEND_API_KEY: apiKey,
      RESEND_BASE_URL: baseUrl,
      RESEND_CALLS_PER_SECOND: '0',
      MAIL_FROM: 'Terrain <terrain@example.org>',
      QUIET_HOURS: 'off',
      WEEKLY_MAILS: '0',
    },
    async () => true,
  );
  try {
    await delay(4_000);
    const terrain = series(() => timeTerrain(databaseUrl, count));
    const bare = series(() => timeBare(baseUrl, count));
    await timeTerrain(databaseUrl, count);
    await timeBare(baseUrl, count);
    await alternate(quick ? 1 : 3, terrain, bare);
    return [
      {
        what: `mails a second, ${count.toLocaleString('en')} of a sequence, ledger and checks included`,
        figure: terrain.median(),
        against: 'a bare loop of batch calls of 100',
        yardstick: bare.median(),
        unit: '/s',
        goal: { atLeast: 0.5 },
      },
    ];
  } finally {
    await worker.stop();
    await fake.stop();
  }
}

/** Everyone's mail falls due at once; until the ledger says of each that it was sent. */
async function timeTerrain(url: string, count: number): Promise<number> {
  return await onDatabase(url, async (sql) => {
    await sql`update contacts set confirmed_at = now() - interval '1 day', first_name = 'Maïté'`;
    await sql`delete from enrolments`;
    await sql`delete from messages`;
    await sql`delete from consents`;
    await sql`delete from delivery_counts`;
    await sql`
      insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
      select gen_random_uuid(), contacts.id, campaigns.id, 'follow-up', 'email', 'granted', '', 'fr', 'confirm-page',
        now() - interval '1 hour' from contacts join campaigns on slug = 'porte-a-porte'`;
    await sql`
      insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step_at, started_at)
      select gen_random_uuid(), s.id, s.campaign_id, contacts.id, gen_random_uuid(), 'fr', now(), now()
      from contacts, (
        select sequences.id, campaign_id from sequences join campaigns on campaigns.id = campaign_id
        where slug = 'porte-a-porte' and start ->> 'on' = 'confirmed' limit 1
      ) s`;
    await sql`
      insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
      select gen_random_uuid(), e.contact_id, e.campaign_id, s.steps -> 0 ->> 'key', e.id, 'fr', 'queued', now(), now()
      from enrolments e join sequences s on s.id = e.sequence_id`;
    await sql`vacuum analyze`;
    const startedAt = performance.now();
    await sql`select graphile_worker.add_job('followups.send', '{}')`;
    for (;;) {
      // Counted in the transaction that writes it into the ledger; to count the ledger itself would be work of its own.
      const [row] = await sql`select coalesce(sum(count), 0)::int as sent from delivery_counts where state = 'sent'`;
      if (row?.sent === count) return count / ((performance.now() - startedAt) / 1_000);
      if (performance.now() - startedAt > 300_000) throw new Error(`${row?.sent} of ${count} mails went`);
      await delay(25);
    }
  });
}

async function timeBare(baseUrl: string, count: number): Promise<number> {
  const mailer = resendMailer({ apiKey, baseUrl });
  const rendered = await renderMail(sampleMails('fr')['follow-up']);
  const mail = {
    ...rendered,
    to: 'maite@example.org',
    from: 'Terrain <terrain@example.org>',
    replyTo: 'equipe@example.org',
    headers: unsubscribeHeaders('https://terrain.example/u/jeton'),
    attachments: [],
  };
  const round = Math.random();
  const startedAt = performance.now();
  for (let batch = 0; batch < count / 100; batch++) {
    const together = Array.from({ length: 100 }, (_, index) => ({ ...mail, reference: `${batch}-${index}` }));
    const [outcome] = (await mailer.sendTogether?.(together, `${round} ${batch}`)) ?? [];
    if (outcome?.kind !== 'sent') throw new Error(`the fake did not take a batch: ${JSON.stringify(outcome)}`);
  }
  return count / ((performance.now() - startedAt) / 1_000);
}
