import { rm } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { connect } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { seedDemo } from '../../src/imports/seed-demo.ts';
import { makeOpenFolder } from '../support/open-folder.ts';

/** The run's Postgres server, durable and with the settings that everyone gets. */
export type Server = {
  /** Folder of this run, for whatever a row keeps on disk. */
  folder: string;
  /** A new database with the demo's campaigns and so many contacts who signed up before; its URL. */
  createDatabase(name: string, contacts: number): Promise<string>;
  stop(): Promise<void>;
};

export async function startServer(): Promise<Server> {
  const folder = await makeOpenFolder('terrain-bench-');
  const server = await startEmbedded({ dataDir: path.join(folder, 'data') });
  return {
    folder,
    createDatabase: async (name, contacts) => {
      await onDatabase(server.url, (sql) => sql`create database ${sql(name)}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      await migrate(url.href);
      await seed(url.href);
      await onDatabase(url.href, (sql) => fill(sql, contacts));
      return url.href;
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs something on a connection of its own. */
export async function onDatabase<T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}

async function seed(url: string): Promise<void> {
  const db = connect(url, { max: 1 });
  try {
    await seedDemo({ db, clock: { now: () => new Date() } });
  } finally {
    await db.$client.end();
  }
}

/** Contacts as sign-ups leave them: half agreed to follow-up, one in twenty withdrew it, one in ten confirmed. */
async function fill(sql: postgres.Sql, contacts: number): Promise<void> {
  await sql`
    insert into contacts (id, email, first_name, last_name, phone, postal_code, locale, availability, first_folded,
      last_folded, confirmed_at, created_at, updated_at)
    select uuidv7(interval '-1 day'), 'before' || n || '@example.org', 'Éloïse' || n % 5000, 'Tremblay' || n % 20000,
      '+1514' || 2000000 + n, 'H' || n % 10 || 'X ' || n % 9 || 'Y' || n % 7, case when n % 3 = 0 then 'en' else 'fr' end,
      case when n % 2 = 0 then array['evenings', 'weekends'] else '{}' end, 'eloise' || n % 5000, 'tremblay' || n % 20000,
      case when n % 10 = 0 then now() end, now() - interval '1 day', now() - interval '1 day'
    from generate_series(1, ${contacts}) as n`;
  await sql`
    insert into signups (id, campaign_id, contact_id, locale, answers, consented, client_hash, created_at)
    select uuidv7(interval '-1 day'), campaigns.id, contacts.id, contacts.locale,
      jsonb_build_object('email', email, 'firstName', first_name, 'lastName', last_name, 'phone', phone),
      contacts.id::text < 'x', 'abcdefghijklmnop', contacts.created_at
    from contacts join campaigns on slug = 'porte-a-porte'`;
  await sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, client_hash, at)
    select uuidv7(interval '-1 day'), contact_id, campaign_id, 'follow-up', 'email', 'granted',
      'Oui, écrivez-moi à propos de la suite de cette campagne.', locale, 'form', client_hash, created_at
    from signups where right(contact_id::text, 1) < '8'`;
  await sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, client_hash, at)
    select uuidv7(interval '-1 hour'), contact_id, campaign_id, purpose, channel, 'withdrawn', '', locale, 'link', '', now()
    from consents where right(contact_id::text, 1) = '0'`;
  await sql`
    insert into activities (id, contact_id, campaign_id, kind, data, at)
    select uuidv7(interval '-1 day'), contact_id, campaign_id, 'signup.recorded', '{}', created_at from signups`;
  await sql`vacuum analyze`;
  await sql`checkpoint`;
}
