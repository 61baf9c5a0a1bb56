import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { checkImport } from './check-import.ts';
import { dropFile } from './drop-file.ts';
import { forgetChanges } from './forget-changes.ts';
import { runImport } from './run-import.ts';
import { takeBack } from './take-back.ts';

type Payload = JobPayloads['imports.run'];

export const importJobs = {
  'imports.check': (deps: Deps, { importId }: Payload) => checkImport(deps, importId),
  'imports.run': (deps: Deps, { importId }: Payload) => runImport(deps, importId),
  'imports.undo': (deps: Deps, { importId }: Payload) => takeBack(deps, importId),
  'imports.drop-file': (deps: Deps, { importId }: Payload) => dropFile(deps, importId),
  'imports.forget': (deps: Deps, { importId }: Payload) => forgetChanges(deps, importId),
};
