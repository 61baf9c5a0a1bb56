import { hasActed, hasLeft, keptOutcome } from '../broadcasts/outcomes.ts';
import { campaign, halfHour, noHash, own, type PersonalTable, shift } from './personal-table.ts';

/** What people did, and what was written to them: a part of the one list in `personal-data.ts`, in its order. */
export const actTables: PersonalTable[] = [
  {
    table: 'broadcast_recipients',
    key: ['id'],
    by: own,
    // Whoever was written to under both addresses is one person from then on.
    merge: { does: 'move', onePer: ['broadcast_id'] },
    // Before the rows that what came of it is read from.
    erase: {
      does: 'blank',
      set: { acted: `t.acted or ${keptOutcome(hasActed)}`, has_left: `t.has_left or ${keptOutcome(hasLeft)}` },
    },
    copy: {
      show: {
        campaign:
          '(select slug from campaigns join broadcasts on campaigns.id = campaign_id where broadcasts.id = t.broadcast_id)',
        locale: 't.locale',
      },
    },
  },
  {
    table: 'signups',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'blank', set: { answers: "'{}'", origin: 'null', ...noHash, created_at: halfHour('created_at') } },
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
    erase: { does: 'blank', set: { created_at: halfHour('created_at'), reported_at: halfHour('reported_at') } },
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
    erase: {
      does: 'blank',
      set: {
        created_at: halfHour('created_at'),
        changed_at: halfHour('changed_at'),
        confirmed_at: 'null',
        checked_in_at: halfHour('checked_in_at'),
      },
    },
    copy: {
      show: {
        campaign,
        shift: shift(`texts -> t.locale ->> 'title'`),
        place: shift(`texts -> t.locale ->> 'place'`),
        starts_at: shift('starts_at'),
        state: 't.state',
        created_at: 't.created_at',
        changed_at: 't.changed_at',
        confirmed_at: 't.confirmed_at',
        checked_in_at: 't.checked_in_at',
      },
    },
  },
  {
    table: 'shift_waits',
    key: ['id'],
    by: own,
    // The better place in line stays.
    merge: { does: 'own' },
    erase: { does: 'delete' },
    copy: {
      show: {
        campaign,
        shift: shift(`texts -> t.locale ->> 'title'`),
        starts_at: shift('starts_at'),
        state: 't.state',
        since: 't.since',
      },
    },
  },
  {
    table: 'check_ins',
    key: ['id'],
    by: { through: 'bookings', column: 'booking_id' },
    // They follow their booking.
    merge: { does: 'stay' },
    erase: { does: 'delete' },
    copy: { show: { act: 't.act', at: 't.at' } },
  },
  {
    table: 'reports',
    key: ['id'],
    by: own,
    merge: { does: 'move' },
    erase: { does: 'blank', set: { note: "''", task: 'null', created_at: halfHour('created_at') } },
    copy: {
      show: {
        campaign,
        kind: 't.kind',
        task: 't.task',
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
        state: "case when state in ('queued', 'failed') then 'suppressed' else state end",
        reason: "case when state in ('queued', 'failed', 'suppressed') then 'erased' else '' end",
        batch_id: 'null',
        subject: "''",
        provider_id: "''",
        ...noHash,
        created_at: halfHour('created_at'),
        sent_at: halfHour('sent_at'),
      },
    },
    copy: { show: { campaign, subject: 't.subject', state: 't.state', sent_at: 't.sent_at', due_at: 't.due_at' } },
  },
  {
    table: 'enrolments',
    key: ['id'],
    by: own,
    // One that goes on outlives one that has ended.
    merge: { does: 'own', onePer: ['sequence_id', 'subject_id'] },
    erase: { does: 'delete' },
    copy: {
      show: { campaign, step: 't.step', started_at: 't.started_at', ended_at: 't.ended_at', ending: 't.ending' },
    },
  },
  {
    table: 'recruits',
    key: ['campaign_id', 'contact_id'],
    by: { contact: ['contact_id', 'recruiter_id'] },
    merge: { does: 'own', onePer: ['campaign_id'] },
    erase: { does: 'blank', set: { at: halfHour('at') } },
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
];
