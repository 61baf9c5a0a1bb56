import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files in these folders start browsers, processes and servers, or wait for real time: most run for ten seconds and more. */
const long = /\/test\/(browser|chaos|db|jobs|process)\//;

/**
 * What runs for long is begun first, so that no long file is left running alone at the end. Vitest knows by itself how
 * long each took the last time; on a fresh clone it has the files' sizes alone to go by, which say little.
 */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => Number(long.test(other.moduleId)) - Number(long.test(one.moduleId)));
  }
}
