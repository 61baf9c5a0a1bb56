import { afterEach, beforeEach, vi } from 'vitest';
import { startTest, type TestApp } from './app.ts';

/** An application whose settings a command reads from the environment, as a terminal's commands do. */
export type Cli = TestApp & {
  /** What commands said on their standard output, a line an entry. */
  printed: string[];
};

/** For each test of a file, an application on an empty database; commands that the test runs find it. */
export function withCli(begin: (cli: Cli) => void | Promise<void>): void {
  let cli: Cli;
  beforeEach(async () => {
    cli = { ...(await startTest({ at: 'present' })), printed: [] };
    const { databaseUrl, config } = cli.deps;
    vi.stubEnv('DATABASE_URL', databaseUrl);
    vi.stubEnv('BASE_URL', config.baseUrl);
    vi.stubEnv('SECRET', config.secret);
    vi.spyOn(console, 'log').mockImplementation((line) => void cli.printed.push(String(line)));
    await begin(cli);
  });
  afterEach(async () => {
    vi.mocked(console.log).mockRestore();
    // What it says to people goes there, as it should.
    vi.mocked(console.error).mockClear();
    vi.unstubAllEnvs();
    await cli.close();
  });
}
