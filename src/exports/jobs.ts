import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { dropExport } from './drop-export.ts';
import { makeExport } from './make-export.ts';

export const exportJobs = {
  'exports.make': (deps: Deps, { exportId }: JobPayloads['exports.make']) => makeExport(deps, exportId),
  'exports.drop': (deps: Deps, { exportId }: JobPayloads['exports.drop']) => dropExport(deps, exportId),
};
