import { freePort } from '../support/free-port.ts';
import { answers, type Child, startChild } from './child.ts';

/** The campaign of the demo that is signed up to. */
export const campaignPath = '/fr/porte-a-porte';

/** A running web process. */
export type Web = Child & { port: number; url: string };

/** The web process as it is built and started everywhere, but for the limits that one machine's load would hit. */
export function startWeb(databaseUrl: string): Promise<Web> {
  return startServing('dist/web.js', databaseUrl);
}

/** The same process with only the commit of sign-ups left out. */
export function startWebWithoutCommit(databaseUrl: string): Promise<Web> {
  return startServing('dist/bench/processes/web-without-commit.js', databaseUrl);
}

async function startServing(script: string, databaseUrl: string): Promise<Web> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startChild(script, settings(port, databaseUrl), () => answers(url + campaignPath));
  return { ...child, port, url };
}

/** The settings of a process that is measured. */
export function settings(port: number, databaseUrl: string): Record<string, string> {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    SECRET: secret,
    LOG_LEVEL: 'warn',
    SIGNUP_LIMIT_PER_MINUTE: '0',
    RECIPIENT_LIMIT_PER_HOUR: '0',
    FORM_MIN_SECONDS: '0',
  };
}

/** Signs nothing but what the benchmark makes. */
export const secret = 'a secret of the benchmark, of no use elsewhere';
