import { iso, neutralised } from '../cells.ts';
import type { Column } from '../column.ts';
import type { Sheet } from './sheet.ts';

/** Whose line it is, for a reader and for the import, which goes by the address. */
const whose: Column[] = [
  ['contact_id', 'c.id'],
  ['email', neutralised('c.email')],
];
const text = (column: string) => neutralised(`coalesce(${column}, '')`);

/** The ledger, entry by entry, as it was written. `needs_confirmation`: of a form's grant, see `consents/table.ts`. */
export const consents: Sheet = {
  columns: [
    ['id', 'k.id'],
    ...whose,
    ['campaign', "coalesce(g.slug, '')"],
    ['purpose', 'k.purpose'],
    ['channel', 'k.channel'],
    ['subject', text('k.subject')],
    ['action', 'k.action'],
    ['wording', text('k.wording')],
    ['wording_version', text('k.wording_version')],
    ['needs_confirmation', 'k.needs_confirmation'],
    ['language', 'k.locale'],
    ['source', text('k.source')],
    ['client_hash', text('k.client_hash')],
    ['at', iso('k.at')],
  ],
  from: 'consents k join contacts c on c.id = k.contact_id left join campaigns g on g.id = k.campaign_id',
  contact: 'k.contact_id',
  campaign: 'k.campaign_id',
  // A no is said to every campaign: without it, a yes that was taken back would look as if it stood.
  everywhere: "k.action = 'withdrawn'",
  order: 'k.id',
};

/** Further addresses that a merge left, with whose they are (`email`) and the id of the contact that each was of. */
export const addresses: Sheet = {
  columns: [...whose, ['address', neutralised('a.email')], ['former_id', 'a.former_id'], ['at', iso('a.at')]],
  from: 'contact_addresses a join contacts c on c.id = a.contact_id',
  contact: 'a.contact_id',
  order: 'a.email',
};

/** Addresses that no mail goes to, those of nobody we know included. */
export const suppressions: Sheet = {
  columns: [
    ['email', neutralised('s.email')],
    ['reason', text('s.reason')],
    ['at', iso('s.at')],
  ],
  from: 'suppressions s left join contacts c on c.email = s.email',
  contact: 'c.id',
  order: 's.email',
};

/** Forms as they were sent; `answers` and `origin` are JSON objects. */
export const signups: Sheet = {
  columns: [
    ['id', 's.id'],
    ...whose,
    ['campaign', 'g.slug'],
    ['language', 's.locale'],
    ['answers', 's.answers'],
    ['consented', 's.consented'],
    ['client_hash', text('s.client_hash')],
    ['source_kind', 's.via'],
    ['source', text('s.source')],
    ['origin', 's.origin'],
    ['created_at', iso('s.created_at')],
  ],
  from: 'signups s join contacts c on c.id = s.contact_id join campaigns g on g.id = s.campaign_id',
  contact: 's.contact_id',
  campaign: 's.campaign_id',
  order: 's.id',
};

/** Promises. `amount_minor` is money in minor units of `currency` (ISO 4217); `count` hours, or times of `action`. */
export const pledges: Sheet = {
  columns: [
    ['id', 'p.id'],
    ['signup_id', 'p.signup_id'],
    ...whose,
    ['first_name', neutralised('c.first_name')],
    ['last_name', neutralised('c.last_name')],
    ['campaign', 'g.slug'],
    ['kind', 'p.kind'],
    ['amount_minor', 'p.amount_minor'],
    ['currency', 'p.currency'],
    ['frequency', 'p.frequency'],
    ['count', 'p.count'],
    ['action', text('p.action')],
    ['reported_at', iso('p.reported_at')],
    ['created_at', iso('p.created_at')],
  ],
  from: 'pledges p join contacts c on c.id = p.contact_id join campaigns g on g.id = p.campaign_id',
  contact: 'p.contact_id',
  campaign: 'p.campaign_id',
  order: 'p.id',
};

/** Which contact has which tag, one a line, so that a tag may hold any sign. */
export const tags: Sheet = {
  columns: [...whose, ['tag', neutralised('t.name')], ['at', iso('ct.at')]],
  from: 'contact_tags ct join tags t on t.id = ct.tag_id join contacts c on c.id = ct.contact_id',
  contact: 'ct.contact_id',
  order: 't.folded, ct.contact_id',
};

/** What organizers wrote down; `author` by address, empty where it was imported. */
export const notes: Sheet = {
  columns: [
    ['id', 'n.id'],
    ...whose,
    ['author', text('o.email')],
    ['body', neutralised('n.body')],
    ['at', iso('n.at')],
  ],
  from: 'notes n join contacts c on c.id = n.contact_id left join organizers o on o.id = n.organizer_id',
  contact: 'n.contact_id',
  order: 'n.id',
};
