import postgres from 'postgres';
import { v7 as uuidv7 } from 'uuid';

/** Writes contacts the plain way. */
export type Upserts = { perSecond(seconds: number): Promise<number>; stop(): Promise<void> };

let contacts = 0;

/** One row a statement, prepared, each its own transaction, so many at once on a connection each. */
export function startUpserts(url: string, inFlight: number): Upserts {
  const sql = postgres(url, { max: inFlight, onnotice: () => {} });

  async function upsertUntil(end: number): Promise<number> {
    let written = 0;
    while (performance.now() < end) {
      contacts += 1;
      await sql`
        insert into contacts (id, email, first_name, last_name, phone, postal_code, locale, availability, first_folded,
          last_folded)
        values (${uuidv7()}, ${`upsert${contacts}@example.org`}, 'Éloïse', 'Côté-Nguyễn', '+15145550123', 'H2X 1Y4',
          'fr', ${['evenings', 'weekends']}, 'eloise', 'cote-nguyen')
        on conflict (email) do update set updated_at = excluded.updated_at`;
      written += 1;
    }
    return written;
  }

  return {
    perSecond: async (seconds) => {
      const startedAt = performance.now();
      const written = await Promise.all(
        Array.from({ length: inFlight }, () => upsertUntil(startedAt + seconds * 1_000)),
      );
      return written.reduce((sum, one) => sum + one, 0) / ((performance.now() - startedAt) / 1_000);
    },
    stop: () => sql.end(),
  };
}
