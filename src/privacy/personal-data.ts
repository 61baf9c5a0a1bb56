import { actTables } from './act-tables.ts';
import { conversationTables } from './conversation-tables.ts';
import { crmTables } from './crm-tables.ts';
import { campaign, followsAddress, halfHour, own, type PersonalTable } from './personal-table.ts';

/**
 * Every table that holds something of a contact, and what becomes of it: ONE list, which merging, undoing a merge,
 * erasing and the copy for the person all work through. A test compares it with the database and fails for a table that
 * has no line here or in `other-tables.ts`. In the order in which erasing works: what points at other rows before what
 * is pointed at.
 */
export const personalTables: PersonalTable[] = [
  {
    table: 'contacts',
    key: ['id'],
    by: { contact: ['id'] },
    merge: { does: 'stay' },
    erase: { does: 'own' },
    copy: {
      show: {
        email: 't.email',
        first_name: 't.first_name',
        last_name: 't.last_name',
        phone: 't.phone',
        postal_code: 't.postal_code',
        locale: 't.locale',
        availability: 't.availability',
        skills: 't.skills',
        confirmed_at: 't.confirmed_at',
        team: '(select name from teams where teams.id = t.team_id)',
        owner: '(select name from organizers where organizers.id = t.owner_id)',
        created_at: 't.created_at',
        updated_at: 't.updated_at',
      },
    },
  },
  {
    table: 'contact_addresses',
    key: ['email'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { email: 't.email', at: 't.at' } },
  },
  {
    table: 'contact_merges',
    key: ['id'],
    by: { contact: ['survivor_id'] },
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { why: 'it repeats, for 30 days, rows that the other parts of the copy show' },
  },
  {
    table: 'contact_duplicates',
    key: ['first_id', 'second_id'],
    by: { contact: ['first_id', 'second_id'] },
    merge: { does: 'drop' },
    erase: { does: 'delete' },
    copy: { why: 'it is a guess about two people, and would name the other one' },
  },
  ...actTables,
  {
    table: 'contact_tags',
    key: ['contact_id', 'tag_id'],
    by: own,
    merge: { does: 'move', onePer: ['tag_id'] },
    erase: { does: 'delete' },
    copy: { show: { tag: '(select name from tags where tags.id = t.tag_id)', at: 't.at' } },
  },
  {
    table: 'notes',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { body: 't.body', at: 't.at' } },
  },
  ...conversationTables,
  {
    table: 'contact_attempts',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { outcome: 't.outcome', at: 't.at' } },
  },
  {
    table: 'contact_clocks',
    key: ['contact_id'],
    by: own,
    // One that still runs outlives one that has ended.
    merge: { does: 'own' },
    // How fast people are answered stays true; nobody waits any more.
    erase: {
      does: 'blank',
      set: {
        started_at: halfHour('started_at'),
        due_at: halfHour('due_at'),
        pass_at: 'null',
        ended_at: `coalesce(${halfHour('ended_at')}, greatest(${halfHour('now()')}, ${halfHour('started_at')}))`,
        ending: "coalesce(ending, 'closed')",
      },
    },
    copy: {
      show: { campaign, started_at: 't.started_at', due_at: 't.due_at', ended_at: 't.ended_at', ending: 't.ending' },
    },
  },
  {
    table: 'waiting_mails',
    key: ['organizer_id', 'day'],
    by: { text: 'contact_ids' },
    merge: followsAddress,
    erase: { does: 'own' },
    copy: { why: 'it says which organizer was reminded that the person waits, beside the ids of others' },
  },
  {
    table: 'bulk_act_changes',
    key: ['act_id', 'contact_id'],
    by: own,
    // Undoing an act takes nothing away that the other one had by hand.
    merge: { does: 'own', onePer: ['act_id'] },
    erase: { does: 'delete' },
    copy: { why: 'it is what undoing an act on many would put back; what came of the act is in the other parts' },
  },
  {
    table: 'imports',
    key: ['id'],
    by: { text: 'checked' },
    merge: followsAddress,
    erase: { does: 'own' },
    copy: {
      why: 'it shows an organizer the first lines of a file about many; what came of them is in the other parts',
    },
  },
  {
    table: 'import_rows',
    key: ['import_id', 'number'],
    by: { address: 'email' },
    merge: followsAddress,
    erase: { does: 'delete' },
    copy: { why: 'it waits to be taken in, and is then in the other parts' },
  },
  {
    table: 'import_records',
    key: ['import_id', 'number'],
    by: { address: `data ->> 'email'` },
    merge: followsAddress,
    erase: { does: 'delete' },
    copy: { why: 'it waits to be taken in, and is then in the other parts' },
  },
  {
    table: 'import_changes',
    key: ['id'],
    by: { id: 'contact_id' },
    // Undoing the import takes away what it brought, and not the survivor, who may have been here before.
    merge: followsAddress,
    erase: { does: 'delete' },
    copy: { why: 'it is what undoing an import would put back; what came of the import is in the other parts' },
  },
  ...crmTables,
  {
    table: 'activities',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { campaign, kind: 't.kind', at: 't.at' } },
  },
  {
    table: 'kiosk_signups',
    key: ['signup_id'],
    by: { through: 'signups', column: 'signup_id' },
    merge: { does: 'stay' },
    erase: {
      does: 'blank',
      set: { dropped: "'{}'", device_at: halfHour('device_at'), received_at: halfHour('received_at') },
    },
    copy: { show: { device_at: 't.device_at', dropped: 't.dropped', received_at: 't.received_at' } },
  },
  {
    table: 'suppressions',
    key: ['email'],
    by: { address: 'email' },
    merge: { does: 'own' },
    erase: { does: 'own' },
    copy: { show: { email: 't.email', reason: 't.reason', at: 't.at' } },
  },
  {
    table: 'held_signups',
    key: ['id'],
    by: { address: 'email' },
    merge: followsAddress,
    erase: { does: 'delete' },
    copy: { show: { campaign, answers: `t.signup -> 'submission'`, at: 't.at' } },
  },
  {
    table: 'mailbox_mails',
    key: ['id'],
    by: { address: '"to"' },
    merge: followsAddress,
    erase: { does: 'delete' },
    copy: {
      show: { subject: 't.subject', text: 't.text', created_at: 't.created_at' },
      // Who reads the copy of an organizer could sign in as them with what stands there (`organizers/mailbox-scope.ts`).
      only: 'not exists (select from organizers where organizers.email = lower(t."to"))',
    },
  },
];
