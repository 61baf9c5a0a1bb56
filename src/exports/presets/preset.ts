import type { Column } from '../column.ts';

/** How one destination wants its contacts: a header it does not expect, or in other words, breaks its import. */
export type Preset = {
  columns: readonly Column[];
  /** Leaves out contacts that the destination must not be given, as an SQL condition. */
  only?: string;
};
