import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { dropExport } from './drop-export.ts';
import { makeExport } from './make-export.ts';

export const exportJobs = {
  'exports.make': (deps: Deps, { exportId }: JobPayloads['exports.make'], attempt: number) =>
    makeExport(deps, exportId, attempt),
  'exports.drop': (deps: Deps, { exportId }: JobPayloads['exports.drop']) => dropExport(deps, exportId),
};
