/** A table that holds something of a contact: how its rows are found, and what merge, erase and copy do with them. */
export type PersonalTable = {
  table: string;
  /** Its primary key. */
  key: string[];
  /**
   * How a contact's rows are found: by columns that name the contact, by a column that holds the address, through the
   * contact's rows of another table; or, where no foreign key leads to the contact, by a column that holds its id
   * (`id`) or in whose text its id or an address stands (`text`), ids of before a merge included.
   */
  by:
    | { contact: string[] }
    | { address: string }
    | { through: 'signups' | 'bookings'; column: string }
    | { id: string }
    | { text: string };
  /**
   * What a merge does with the rows of the contact that goes. `move`: they become the survivor's; where `onePer` says that
   * a contact has one for each of these columns and the survivor has it already, the other is set aside. `drop`: set
   * aside. `own`: `merge-steps.ts` does it first, then the rest moves. `stay`: they follow the address or another row.
   * Undoing brings everything back from the merge's journal.
   */
  merge: { does: 'move' | 'own'; onePer?: string[] } | { does: 'drop' } | { does: 'stay' };
  /**
   * What erasing does. `delete`; `blank`: the row goes on counting, with these columns set (SQL), for a contact who is
   * nobody; `own`: `erase-contact.ts` does it by hand; `stay` says why.
   */
  erase: { does: 'delete' | 'own' } | { does: 'blank'; set: Record<string, string> } | { does: 'stay'; why: string };
  /** What the person's copy shows: SQL for each column, `t` being the row, of rows that are `only` so; or why nothing. */
  copy: { show: Record<string, string>; only?: string } | { why: string };
};

/** Exact times tell people apart; the half hour keeps every count by day true, in zones like Newfoundland's too. */
export const halfHour = (column: string) => `date_bin('30 minutes', ${column}, timestamptz 'epoch')`;
export const campaign = '(select slug from campaigns where campaigns.id = t.campaign_id)';
export const shift = (value: string) => `(select ${value} from shifts where shifts.id = t.shift_id)`;
export const noHash = { client_hash: "''" };
export const own = { contact: ['contact_id'] };
export const followsAddress = { does: 'stay' } as const;
