import { iso, neutralised } from '../cells.ts';
import type { Column } from '../column.ts';
import type { Sheet } from './sheet.ts';

const person: Column[] = [
  ['contact_id', 'c.id'],
  ['email', neutralised('c.email')],
  ['first_name', neutralised('c.first_name')],
  ['last_name', neutralised('c.last_name')],
  ['phone', neutralised('c.phone')],
];
const campaign: Column = ['campaign', 'g.slug'];

/** Who took a seat in which shift, and whether they came: `booked`, `cancelled`, `attended` or `missed`. */
export const shifts: Sheet = {
  columns: [
    campaign,
    ['shift', neutralised('s.key')],
    ['kind', 's.kind'],
    ['starts_at', iso('s.starts_at')],
    ['ends_at', iso('s.ends_at')],
    ['timezone', 's.timezone'],
    ['seats', 's.seats'],
    ...person,
    ['state', 'b.state'],
    ['booked_at', iso('b.created_at')],
    ['changed_at', iso('b.changed_at')],
  ],
  from: `bookings b join shifts s on s.id = b.shift_id join contacts c on c.id = b.contact_id
    join campaigns g on g.id = b.campaign_id`,
  contact: 'b.contact_id',
  campaign: 'b.campaign_id',
  order: 's.starts_at, s.id, b.id',
};

/** What was reported from the field. `count`: doors knocked or calls made. */
export const reports: Sheet = {
  columns: [
    ['id', 'r.id'],
    campaign,
    ...person,
    ['kind', 'r.kind'],
    ['shift', neutralised("coalesce(s.key, '')")],
    ['pledge_id', 'r.pledge_id'],
    ['count', 'r.count'],
    ['note', neutralised('r.note')],
    ['needs_help', 'r.needs_help'],
    ['created_at', iso('r.created_at')],
  ],
  from: `reports r join contacts c on c.id = r.contact_id join campaigns g on g.id = r.campaign_id
    left join bookings b on b.id = r.booking_id left join shifts s on s.id = b.shift_id`,
  contact: 'r.contact_id',
  campaign: 'r.campaign_id',
  order: 'r.id',
};

/** The mails of the follow-up and what became of them. */
export const messages: Sheet = {
  columns: [
    ['id', 'm.id'],
    campaign,
    ...person,
    ['name', neutralised('m.name')],
    ['subject', neutralised('m.subject')],
    ['language', 'm.locale'],
    ['state', 'm.state'],
    ['reason', neutralised('m.reason')],
    ['due_at', iso('m.due_at')],
    ['sent_at', iso('m.sent_at')],
  ],
  from: 'messages m join contacts c on c.id = m.contact_id join campaigns g on g.id = m.campaign_id',
  contact: 'm.contact_id',
  campaign: 'm.campaign_id',
  order: 'm.id',
};
