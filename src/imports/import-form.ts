import { z } from 'zod';

/** What a column of a file can be taken for. */
export const targets = [
  'id',
  'email',
  'firstName',
  'lastName',
  'phone',
  'postalCode',
  'language',
  'availability',
  'skills',
  'tags',
  'note',
  'mail',
  'texts',
  'suppressed',
  'owner',
  'team',
  'createdAt',
  'updatedAt',
  'confirmedAt',
] as const;
export type Target = (typeof targets)[number];

/** Whether a column is one of consent or refusal: a file may have several for one thing, and a no in any counts. */
export function isOfConsent(target: Target): boolean {
  return target === 'mail' || target === 'texts';
}

/** For each column of the file what it is taken for; null: left out. */
export type Mapping = (Target | null)[];

/** `fill`: only what is empty here; `overwrite`: what the file says wins, but an empty cell erases nothing. */
export const modes = ['fill', 'overwrite'] as const;
type Mode = (typeof modes)[number];

/** How a file is to be taken in. `mapping` null: as the headers say. */
export type ImportSettings = {
  mapping: Mapping | null;
  mode: Mode;
  /**
   * The organizer states that the file's ledger is this Terrain's own or one that it took over: then its grants, with
   * their wording and date, count for contacts of whom no ledger entry is here.
   */
  trustLedger: boolean;
};

/** Why a whole file is refused. */
export type FileFault =
  | 'empty'
  | 'header-only'
  | 'not-a-table'
  | 'too-large'
  | 'cut-off'
  | 'bad-quote'
  | 'cell-too-long'
  | 'too-many-columns'
  | 'duplicate-headers'
  | 'too-many-rows'
  | 'nul'
  | 'zip-bomb'
  | 'broken-archive'
  | 'no-address-column'
  | 'spreadsheet-too-large'
  | 'missing-files'
  /** Postgres would not keep a value of it. */
  | 'bad-value';
/** `subject`: the row, column or header that it is about. */
export type Refusal = { fault: FileFault; subject: string };

/** Why one row is left out; `unread-cell`: one cell of it. */
export type RowFault =
  | 'no-address'
  | 'bad-address'
  | 'duplicate'
  | 'other-address'
  | 'too-many-cells'
  | 'cell-too-long'
  | 'bad-record'
  /** A yes to a campaign that is not here. */
  | 'unknown-campaign'
  | 'unread-cell';

/** One row that would change something: each field as it is and as it would be. */
export type Difference = { number: number; email: string; fields: { field: string; before: string; after: string }[] };

/** What a check found. */
export type Checked = {
  headers: string[];
  /** What the columns were taken for. */
  mapping: Mapping;
  /** The first rows, as they stand in the file. */
  samples: string[][];
  encoding: string;
  separator: string;
  rows: number;
  fresh: number;
  changed: number;
  unchanged: number;
  refused: number;
  /** Cells of consent whose word is neither yes nor no; of those that `refusals` names, the rest of the row comes in. */
  unread: number;
  differences: Difference[];
  refusals: { number: number; fault: RowFault; detail: string }[];
  /** How many withdrawals and blocked addresses it brings. */
  withdrawals: number;
  suppressions: number;
  /** Lines of Terrain's own files beside the contacts, by file. */
  records: Record<string, number>;
};

/** Reads what an organizer chose on an import's page: `column-0` … what each column is, `mode`, `trust`. */
export function readSettings(form: Map<string, string[]>, columns: number): ImportSettings {
  const mapping = Array.from({ length: columns }, (_, index) => {
    const target = z.enum(targets).safeParse(form.get(`column-${index}`)?.[0]);
    return target.success ? target.data : null;
  });
  // A column named twice: the first one is it.
  const once = mapping.map((target, index) =>
    target !== null && !isOfConsent(target) && mapping.indexOf(target) < index ? null : target,
  );
  const mode = z.enum(modes).catch('fill').parse(form.get('mode')?.[0]);
  return { mapping: once, mode, trustLedger: form.get('trust')?.[0] === '1' };
}

/** The file cannot be taken in; thrown by whoever reads it, told to the organizer. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly refusal: Refusal;

  constructor(fault: FileFault, subject = '') {
    super(`${fault} ${subject}`.trim());
    this.refusal = { fault, subject };
  }
}
