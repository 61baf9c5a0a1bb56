import { defineConfig } from 'vitest/config';
import LongFirst from './support/long-first.ts';

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/server.ts'],
    setupFiles: ['test/support/no-console-error.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: LongFirst },
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Two cores, each test file with a database of its own.
    maxWorkers: 2,
  },
});
