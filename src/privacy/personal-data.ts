/**
 * Every table that holds something of a contact, and what becomes of it: ONE list, which merging, undoing a merge,
 * erasing and the copy for the person all work through. A test compares it with the database and fails for a table that
 * has no line.
 */
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
    | { through: 'signups'; column: string }
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
  /** What the person's copy shows: SQL for each column, `t` being the row; or why it shows nothing. */
  copy: { show: Record<string, string> } | { why: string };
};

/** Exact times tell people apart; the hour keeps every count by day true. */
const hour = (column: string) => `date_trunc('hour', ${column})`;
const campaign = '(select slug from campaigns where campaigns.id = t.campaign_id)';
const shift = (value: string) => `(select ${value} from shifts where shifts.id = t.shift_id)`;
const noHash = { client_hash: "''" };
const own = { contact: ['contact_id'] };
const followsAddress = { does: 'stay' } as const;

/** In the order in which erasing works: what points at other rows before what is pointed at. */
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
  {
    table: 'signups',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'blank', set: { answers: "'{}'", origin: 'null', ...noHash, created_at: hour('created_at') } },
    copy: {
      show: {
        campaign,
        answers: 't.answers',
        consented: 't.consented',
        locale: 't.locale',
        via: 't.via',
        source: 't.source',
        origin: 't.origin',
        created_at: 't.created_at',
      },
    },
  },
  {
    table: 'pledges',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'blank', set: { created_at: hour('created_at'), reported_at: hour('reported_at') } },
    copy: {
      show: {
        campaign,
        kind: 't.kind',
        amount_minor: 't.amount_minor',
        currency: 't.currency',
        frequency: 't.frequency',
        count: 't.count',
        action: 't.action',
        reported_at: 't.reported_at',
        created_at: 't.created_at',
      },
    },
  },
  {
    table: 'bookings',
    key: ['id'],
    by: own,
    merge: { does: 'own' },
    erase: { does: 'blank', set: { created_at: hour('created_at'), changed_at: hour('changed_at') } },
    copy: {
      show: {
        campaign,
        shift: shift(`texts -> t.locale ->> 'title'`),
        place: shift(`texts -> t.locale ->> 'place'`),
        starts_at: shift('starts_at'),
        state: 't.state',
        created_at: 't.created_at',
        changed_at: 't.changed_at',
      },
    },
  },
  {
    table: 'reports',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'blank', set: { note: "''", created_at: hour('created_at') } },
    copy: {
      show: {
        campaign,
        kind: 't.kind',
        count: 't.count',
        note: 't.note',
        needs_help: 't.needs_help',
        created_at: 't.created_at',
      },
    },
  },
  {
    table: 'consents',
    key: ['id'],
    by: own,
    merge: { does: 'own' },
    erase: { does: 'delete' },
    copy: {
      show: {
        campaign,
        purpose: 't.purpose',
        channel: 't.channel',
        subject: 't.subject',
        action: 't.action',
        wording: 't.wording',
        wording_version: 't.wording_version',
        source: 't.source',
        at: 't.at',
      },
    },
  },
  {
    table: 'messages',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: {
      does: 'blank',
      set: {
        state: "case when state <> 'sent' then 'skipped' else state end",
        reason: "case when state = 'sent' then '' else 'erased' end",
        subject: "''",
        provider_id: "''",
        ...noHash,
        created_at: hour('created_at'),
        sent_at: hour('sent_at'),
      },
    },
    copy: { show: { campaign, subject: 't.subject', state: 't.state', sent_at: 't.sent_at', due_at: 't.due_at' } },
  },
  {
    table: 'recruits',
    key: ['campaign_id', 'contact_id'],
    by: { contact: ['contact_id', 'recruiter_id'] },
    merge: { does: 'own', onePer: ['campaign_id'] },
    erase: { does: 'blank', set: { at: hour('at') } },
    // The other one's name is theirs alone.
    copy: { show: { campaign, at: 't.at' } },
  },
  {
    table: 'share_codes',
    key: ['code'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'delete' },
    copy: { show: { code: 't.code', created_at: 't.created_at' } },
  },
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
        started_at: hour('started_at'),
        due_at: hour('due_at'),
        pass_at: 'null',
        ended_at: `coalesce(${hour('ended_at')}, greatest(${hour('now()')}, ${hour('started_at')}))`,
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
    merge: { does: 'move', onePer: ['act_id'] },
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
    erase: { does: 'blank', set: { dropped: "'{}'", device_at: hour('device_at'), received_at: hour('received_at') } },
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
    copy: { show: { subject: 't.subject', text: 't.text', created_at: 't.created_at' } },
  },
];

/**
 * The other tables that could hold an address, and why nothing has to be done there by the list above. Where one of
 * them comes to hold something of a contact, it moves up.
 */
export const otherTables: Record<string, string> = {
  answerers: 'organizers, not contacts',
  api_keys: 'keys of other servers',
  audit_entries: 'what organizers did; details hold ids and counts, never an address or a name',
  bulk_acts: 'what organizers did, and to which segment; `reached` is an id that erase-contact.ts takes out',
  campaign_drafts: 'what organizers wrote for everyone',
  campaign_figures: 'counts',
  campaign_guards: 'counts',
  campaign_guides: 'how far organizers are',
  campaign_versions: 'what organizers wrote for everyone',
  campaigns: 'what organizers wrote for everyone',
  erased_addresses: 'keyed hashes of those who are erased; that is what it is for',
  import_pieces:
    'the file itself, which waits to be taken in and is deleted then; the README says that erasing leaves it',
  kiosk_keys: 'keys of devices',
  kiosk_leftovers: 'sealed; erase-contact.ts opens each and deletes those of the person',
  kiosks: 'links of devices',
  list_columns: 'what organizers look at',
  organizer_accounts: 'organizers, not contacts',
  organizer_passkeys: 'organizers, not contacts',
  organizer_sessions: 'organizers, not contacts',
  organizer_two_factors: 'organizers, not contacts',
  organizer_verifications: 'organizers, not contacts',
  organizers: 'organizers, not contacts',
  page_views: 'counts',
  picture_files: 'pictures that organizers chose for everyone',
  pictures: 'pictures that organizers chose for everyone',
  prepared_exports: 'what organizers asked for; gone within a day',
  prepared_pieces: 'sealed, for who asked for it alone, and gone within a day',
  rate_limits: 'keyed hashes that go by themselves within the hour',
  refused_posts: 'counts by day',
  retention_rules: 'one line a campaign',
  second_factor_roles: 'words of ours',
  segments: 'a filter that organizers saved; a name that they typed into it is theirs to change',
  sequences: 'what organizers wrote for everyone',
  shifts: 'what organizers wrote for everyone',
  spent_challenges: 'random numbers that go by themselves within the hour',
  tags: 'words that organizers sort by',
  teams: 'local groups and their postal prefixes',
};
