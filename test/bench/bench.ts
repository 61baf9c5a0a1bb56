import { type Server, startServer } from './database.ts';
import type { Row } from './table.ts';

/** What every row is given. */
export type Bench = {
  /** Shorter rounds, fewer of them, less data: for finding out whether it runs. */
  quick: boolean;
  server: Server;
  /** URL of the database with the contacts that an established campaign has; made when it is first asked for. */
  database(): Promise<string>;
  /** Sign-ups a second that were measured in this run, for the rows that start from that. */
  signupsPerSecond?: number;
};

/** Measures one row of section 8, or a few that belong together. */
export type Measure = (bench: Bench) => Promise<Row[]>;

const establishedContacts = 100_000;

export async function openBench(quick: boolean): Promise<Bench> {
  const server = await startServer();
  let established: Promise<string> | undefined;
  return {
    quick,
    server,
    database: () => (established ??= server.createDatabase('established', establishedContacts)),
  };
}
