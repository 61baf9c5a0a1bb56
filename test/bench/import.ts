import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { readConfig } from '../../src/config.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import { checkImport } from '../../src/imports/check-import.ts';
import { findImport } from '../../src/imports/import-queries.ts';
import { runImport } from '../../src/imports/run-import.ts';
import { startImport } from '../../src/imports/start-import.ts';
import { storeFile } from '../../src/imports/store-file.ts';
import type { Bench } from './bench.ts';
import type { Row } from './table.ts';
import { secret, settings } from './terrain.ts';

/**
 * A file of new contacts from its first byte to the last contact, every check included, beside Postgres's own COPY of
 * the rows that it makes, into the same table with the same indexes.
 */
export async function importing({ server, quick }: Bench): Promise<Row[]> {
  const people = quick ? 20_000 : 200_000;
  const url = await server.createDatabase('importing', 1_000);
  const deps = createDeps({ ...readConfig(settings(0, url)), databaseUrl: url, secret });
  try {
    const startedAt = performance.now();
    await takeIn(deps, people);
    const taken = (performance.now() - startedAt) / 1_000;
    return [
      {
        what: `import of ${people.toLocaleString('en')} rows`,
        figure: taken,
        against: 'COPY FROM of the same rows',
        yardstick: await timeCopy(url, people),
        unit: 's',
        goal: { atMost: 8 },
      },
    ];
  } finally {
    await deps.close();
  }
}

async function takeIn(deps: Deps, people: number): Promise<void> {
  const id = await storeFile(deps, { organizerId: null, filename: 'bench.csv', bytes: Readable.from(lines(people)) });
  await checkImport(deps, id);
  await startImport(deps, id, null);
  await runImport(deps, id);
  const done = await findImport(deps.db, id);
  if (done?.added !== people) throw new Error(`${done?.added} of ${people} rows came in`);
}

function* lines(people: number): Generator<Buffer> {
  yield Buffer.from('email,first_name,last_name,mobile_number,zip,language,email_opt_in\n');
  for (let from = 0; from < people; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, people - from) }, (_, index) => {
      const n = from + index;
      return `new${n}@example.org,Éloïse${n % 5_000},Tremblay${n % 20_000},514 555 ${1_000 + (n % 9_000)},h2x1y4,fr,N\n`;
    });
    yield Buffer.from(rows.join(''));
  }
}

/** Takes the new contacts out, deletes them, and copies them in again. */
async function timeCopy(url: string, people: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const out = client.query(copyTo("copy (select * from contacts where email like 'new%') to stdout"));
    const rows: Uint8Array[] = [];
    for await (const piece of out) rows.push(piece);
    await client.query("delete from contacts where email like 'new%'");
    await client.query('vacuum analyze contacts');
    const startedAt = performance.now();
    const copy = client.query(copyFrom('copy contacts from stdin'));
    await pipeline(Readable.from(rows), copy);
    if (copy.rowCount !== people) throw new Error(`${copy.rowCount} of ${people} rows were copied`);
    return (performance.now() - startedAt) / 1_000;
  } finally {
    await client.end();
  }
}
