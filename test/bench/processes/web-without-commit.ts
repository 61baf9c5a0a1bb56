import { runProcess } from '../../../src/process.ts';

await runProcess({
  web: true,
  worker: false,
  overrides: { commit: async (signups) => new Set(signups.map(({ id }) => id)) },
});
