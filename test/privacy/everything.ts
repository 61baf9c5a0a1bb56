import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../../src/deps.ts';
import type { JsonRow } from '../../src/privacy/form.ts';
import { personalTables } from '../../src/privacy/personal-data.ts';
import { asRows, name } from '../../src/privacy/rows.ts';

/** What stands in every text of a person, so that it can be looked for. */
export type Person = { id: string; email: string; mark: string };

/** Where people can be put: a campaign, its shift, a kiosk, a tag, an act on many, and someone who shares links. */
export type Place = {
  campaignId: string;
  shiftId: string;
  sequenceId: string;
  kioskId: string;
  tagId: string;
  actId: string;
  broadcastId: string;
  sharerId: string;
  crmId: string;
  crmRunId: string;
};

/** A live place for people; the campaign has a shift with seats. */
export async function makePlace({ db }: Deps, campaignId: string): Promise<Place> {
  const [kioskId, tagId, actId, sharerId, broadcastId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await db.execute(sql`insert into kiosks (id, campaign_id, name, created_at, expires_at)
    values (${kioskId}, ${campaignId}, 'Table', now(), now() + interval '1 day')`);
  await db.execute(sql`insert into tags (id, name, folded) values (${tagId}, 'Mot', ${tagId})`);
  await db.execute(sql`insert into bulk_acts (id, kind, target_id, definition, state, total, created_at)
    values (${actId}, 'tag', ${tagId}, '{}', 'done', 1, now())`);
  await db.execute(sql`insert into broadcasts (id, campaign_id, content, state, created_at, updated_at)
    values (${broadcastId}, ${campaignId}, '{"leadsTo": "shifts", "outcomeDays": 7}', 'done', now(), now())`);
  await db.execute(
    sql`insert into contacts (id, email, locale) values (${sharerId}, ${`${sharerId}@example.org`}, 'fr')`,
  );
  // Nothing gathers for it: what it was told is what counts here.
  const [crmId, crmRunId] = [uuidv7(), uuidv7()];
  await db.execute(sql`insert into crm_connectors (id, vendor, name, state, credentials)
    values (${crmId}, 'civicrm', 'CRM', 'disconnected', '')`);
  await db.execute(sql`insert into crm_runs (id, connector_id, kind, state, started_at)
    values (${crmRunId}, ${crmId}, 'reconcile', 'done', now())`);
  const [shift] = await db.execute<{ id: string }>(
    sql`select id from shifts where campaign_id = ${campaignId} limit 1`,
  );
  const [sequence] = await db.execute<{ id: string }>(
    sql`select id from sequences where campaign_id = ${campaignId} limit 1`,
  );
  if (!shift || !sequence) throw new Error('the campaign has no shift or no sequence');
  return {
    campaignId,
    shiftId: shift.id,
    sequenceId: sequence.id,
    kioskId,
    tagId,
    actId,
    sharerId,
    broadcastId,
    crmId,
    crmRunId,
  };
}

const importColumns = [
  ...['first_name', 'first_folded', 'last_name', 'last_folded', 'phone', 'postal_code', 'locale', 'availability'],
  ...['skills', 'owner', 'team', 'note'],
];
let lastChange = 0;

/** Someone with a row in every table of the registry but those that a merge itself fills. */
export async function addEverything({ db }: Deps, place: Place, mark: string): Promise<Person> {
  const email = `${mark}@example.org`;
  const [id, signupId, pledgeId, bookingId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const { campaignId, shiftId, sequenceId, kioskId, tagId, actId, sharerId, broadcastId, crmId, crmRunId } = place;
  const [importId, organizerId, formerId] = [uuidv7(), uuidv7(), uuidv7()];
  const [conversationId, replyId] = [uuidv7(), uuidv7()];
  await db.execute(sql`insert into organizers (id, email, name, role, created_at, updated_at)
    values (${organizerId}, ${`${organizerId}@example.com`}, 'Léa', 'organizer', now(), now())`);
  await db.execute(sql`update bulk_acts set reached = ${id} where id = ${actId}`);
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const of = { contact_id: id, campaign_id: campaignId, at, created_at: at };
  lastChange += 1;
  const rows: Record<string, JsonRow> = {
    contacts: {
      id,
      email,
      first_name: mark,
      last_name: mark,
      first_folded: mark,
      last_folded: mark,
      phone: `+1514${mark}`,
      postal_code: mark,
      locale: 'fr',
      availability: [mark],
      skills: [mark],
      confirmed_at: at,
      created_at: at,
      updated_at: at,
    },
    contact_addresses: { email: `old-${email}`, contact_id: id, former_id: formerId, at },
    contact_merges: {
      id: uuidv7(),
      survivor_id: id,
      loser_id: uuidv7(),
      journal: [{ act: 'dropped', table: 'notes', rows: [{ body: mark }] }],
      at,
      undone_at: at,
    },
    contact_duplicates: { first_id: id, second_id: sharerId, strength: 1, found_at: at },
    signups: {
      ...of,
      id: signupId,
      locale: 'fr',
      answers: { mark },
      consented: true,
      client_hash: mark,
      via: 'direct',
      source: '',
      origin: { by: mark },
    },
    pledges: {
      ...of,
      id: pledgeId,
      signup_id: signupId,
      kind: 'money',
      amount_minor: 5000,
      currency: 'CAD',
      frequency: 'once',
    },
    bookings: { ...of, id: bookingId, shift_id: shiftId, locale: 'fr', state: 'booked', sequence: 0, changed_at: at },
    shift_waits: {
      id: uuidv7(),
      contact_id: id,
      campaign_id: campaignId,
      shift_id: shiftId,
      locale: 'fr',
      state: 'taken',
      since: at,
      offers: 1,
    },
    check_ins: { id: uuidv7(), booking_id: bookingId, act: 'in', at, received_at: at },
    reports: { ...of, id: uuidv7(), booking_id: bookingId, kind: 'attended', note: mark, needs_help: false },
    consents: {
      ...of,
      id: uuidv7(),
      purpose: 'follow-up',
      channel: 'email',
      subject: '',
      action: 'granted',
      wording: mark,
      wording_version: '',
      needs_confirmation: false,
      locale: 'fr',
      source: 'confirm-page',
      client_hash: mark,
    },
    messages: {
      ...of,
      id: uuidv7(),
      name: 'welcome',
      subject_id: signupId,
      round: '',
      locale: 'fr',
      client_hash: mark,
      state: 'sent',
      urgent: false,
      due_at: at,
      reason: '',
      subject: mark,
      provider_id: mark,
      sent_at: at,
    },
    conversations: { ...of, id: conversationId, waiting_since: at, last_at: at },
    replies: {
      ...of,
      id: replyId,
      conversation_id: conversationId,
      fingerprint: mark,
      kind: 'reply',
      from_address: email,
      own_address: true,
      subject: mark,
      body: mark,
      cut: false,
      wish: 'none',
      mail_id: mark,
      references: mark,
    },
    reply_files: {
      ...of,
      id: uuidv7(),
      reply_id: replyId,
      filename: mark,
      content_type: 'text/plain',
      size: 1,
      content: null,
    },
    answers: {
      ...of,
      id: uuidv7(),
      conversation_id: conversationId,
      organizer_id: organizerId,
      body: mark,
      state: 'sent',
      reason: '',
      sent_at: at,
    },
    enrolments: {
      id: uuidv7(),
      sequence_id: sequenceId,
      campaign_id: campaignId,
      contact_id: id,
      subject_id: signupId,
      locale: 'fr',
      step: 'welcome',
      step_at: at,
      started_at: at,
    },
    recruits: { ...of, recruiter_id: sharerId, signup_id: signupId },
    share_codes: { code: mark, contact_id: id, created_at: at },
    contact_tags: { contact_id: id, tag_id: tagId, at },
    notes: { id: uuidv7(), contact_id: id, body: mark, at },
    contact_attempts: { id: uuidv7(), contact_id: id, outcome: 'called', at },
    contact_clocks: {
      contact_id: id,
      campaign_id: campaignId,
      started_at: at,
      due_at: at,
      stage: 'first',
      passes: 0,
      tries: 0,
    },
    waiting_mails: { organizer_id: organizerId, day: '2026-01-01', contact_ids: [sharerId, id, formerId], sent_at: at },
    broadcast_recipients: {
      id: uuidv7(),
      broadcast_id: broadcastId,
      contact_id: id,
      locale: 'fr',
      variant: 'a',
      cohort: 'first',
      acted: false,
      has_left: false,
    },
    bulk_act_changes: { act_id: actId, contact_id: id },
    imports: {
      id: importId,
      filename: 'people.csv',
      size: 1,
      state: 'running',
      settings: {},
      checked: { samples: [[email, mark]], differences: [{ email }], refusals: [{ detail: mark }], rows: 1 },
      cursor: 0,
      added: 0,
      changed: 0,
      kept: 0,
      created_at: at,
    },
    import_rows: {
      ...Object.fromEntries(importColumns.map((column) => [column, mark])),
      import_id: importId,
      number: 2,
      new_id: uuidv7(),
      external_id: id,
      email,
      suppressed: '',
    },
    import_records: { import_id: importId, number: 1, kind: 'notes', data: { email: `old-${email}`, body: mark } },
    import_changes: {
      id: lastChange,
      import_id: importId,
      contact_id: formerId,
      kind: 'fields',
      before: { first_name: mark },
      after: {},
      undone: false,
    },
    crm_changes: { id: lastChange, contact_id: id, withdrawal: false, at },
    crm_sync_states: {
      connector_id: crmId,
      contact_id: id,
      state: 'synced',
      // The CRM's own id stays until the CRM has let go of the person too.
      remote_id: '41',
      sent_hash: mark,
      sent_acts: [signupId],
      withdrawal: false,
      version: 1,
      attempts: 0,
      detail: mark,
    },
    crm_pushes: {
      id: uuidv7(),
      connector_id: crmId,
      contact_id: id,
      batch_id: uuidv7(),
      result: 'created',
      detail: mark,
      sent: { mark },
      at,
    },
    crm_heard: { connector_id: crmId, contact_id: id, remote_id: '', subscription: 'subscribed', at },
    crm_findings: { run_id: crmRunId, contact_id: id, what: 'differs', detail: { mark } },
    crm_farewells: {
      id: uuidv7(),
      connector_id: crmId,
      kind: 'merged',
      former_id: id,
      remote_id: '42',
      state: 'waiting',
      attempts: 0,
      next_try_at: at,
      detail: '',
      at,
    },
    activities: { ...of, id: uuidv7(), kind: 'signup.recorded', data: { mark } },
    kiosk_signups: {
      signup_id: signupId,
      kiosk_id: kioskId,
      device_at: at,
      clock: 'right',
      consent_dropped: false,
      dropped: { phone: [mark] },
      received_at: at,
    },
    suppressions: { email, reason: mark, at },
    held_signups: {
      id: uuidv7(),
      campaign_id: campaignId,
      email,
      signup: { submission: { email, firstName: mark } },
      at,
    },
    mailbox_mails: {
      id: uuidv7(),
      key: mark,
      to: email,
      from: 'x',
      subject: mark,
      html: mark,
      text: mark,
      headers: {},
      attachments: [],
      created_at: at,
    },
  };
  const inserted = ['contacts', 'signups', 'pledges', 'bookings', 'imports', 'conversations', 'replies'];
  const order = [...inserted, ...Object.keys(rows).filter((table) => !inserted.includes(table))];
  for (const table of order) {
    const row = rows[table] ?? {};
    await db.execute(sql`insert into ${name(table)} overriding system value select k.* from ${asRows(table, [row])}`);
  }
  await db.execute(sql`update shifts set booked = booked + 1 where id = ${shiftId}`);
  const without = personalTables.filter(({ table }) => !rows[table]).map(({ table }) => table);
  if (without.length > 0) throw new Error(`give a person of these tests a row in ${without.join(', ')}`);
  return { id, email, mark };
}

/** Every row of every table of the registry, as JSON, and the seats that are taken. */
export async function snapshot({ db }: Deps): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {};
  for (const { table } of personalTables) {
    const rows = await db.execute<{ row: string }>(sql`select to_jsonb(t)::text as row from ${name(table)} t`);
    tables[table] = [...rows].map(({ row }) => row).sort();
  }
  tables.shifts = [...(await db.execute(sql`select id, booked from shifts order by id`))];
  return tables;
}

/** Every table and column of the database in which a text stands, graphile's jobs included. */
export async function findAnywhere({ db }: Deps, text: string): Promise<string[]> {
  const tables = await db.execute<{ name: string }>(sql`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`);
  const found: string[] = [];
  for (const table of tables) {
    const rows = await db.execute(
      sql`select 1 from ${name(table.name)} t where strpos(to_jsonb(t)::text, ${text}) > 0 limit 1`,
    );
    if (rows.length > 0) found.push(table.name);
  }
  return found.sort();
}
