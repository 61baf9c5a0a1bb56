import { validate as isUuid } from 'uuid';
import { readSegment, type SegmentDefinition } from '../segments/form.ts';

/** Columns of the list beside the name, in their order. */
export const columnNames = [
  'email',
  'postalCode',
  'phone',
  'language',
  'campaigns',
  'tags',
  'team',
  'owner',
  'confirmed',
  'consent',
  'since',
] as const;
export type ColumnName = (typeof columnNames)[number];
export const usualColumns: ColumnName[] = ['email', 'postalCode', 'phone', 'confirmed', 'consent', 'since'];

/** The columns of a list of words, in their order, without those that there are not. */
export function readColumns(words: string[]): ColumnName[] {
  return columnNames.filter((name) => words.includes(name));
}

/** What the list can be sorted by: what an index serves. */
export const sortKeys = ['name', 'email', 'postalCode', 'since'] as const;
export type SortKey = (typeof sortKeys)[number];
export type Sort = { key: SortKey; descending: boolean }[];

const newestFirst: Sort = [{ key: 'since', descending: true }];
/** More columns than this order nothing any further. */
const mostKeys = 3;

/** Reads `name,-since` of an address: the first one leads, `-` turns it round; without any, the newest come first. */
function readSort(text: string): Sort {
  const given = text.split(',').flatMap((word) => {
    const key = sortKeys.find((one) => one === word.replace(/^-/, ''));
    return key ? [{ key, descending: word.startsWith('-') }] : [];
  });
  const once = given.filter(({ key }, index) => given.findIndex((one) => one.key === key) === index);
  return once.length === 0 ? newestFirst : once.slice(0, mostKeys);
}

/** The same as an address says it. */
function sortText(sort: Sort): string {
  return sort.map(({ key, descending }) => (descending ? `-${key}` : key)).join(',');
}

/** The order after a click on a column: it leads, and turns round where it led already; the others follow. */
export function sortedBy(sort: Sort, key: SortKey): Sort {
  const [leading] = sort;
  const descending = leading?.key === key ? !leading.descending : false;
  return [{ key, descending }, ...sort.filter((one) => one.key !== key)].slice(0, mostKeys);
}

/** What the list shows, as its address says it. */
export type ListState = {
  /** Words that are looked for, as typed. */
  q: string;
  /** Slug of a campaign; empty: all. */
  campaign: string;
  /** Id of a saved segment; empty: none. */
  segment: string;
  /** Conditions of the address itself; they stand before those of the saved segment. */
  filter: SegmentDefinition | undefined;
  /** Whether the address has a filter that cannot be read. */
  unreadable: boolean;
  sort: Sort;
};
/** Which page: below or above a contact of the list; neither is the first page. */
export type Place = { after?: string | undefined; before?: string | undefined };

export function readList(query: Record<string, string>): ListState & Place {
  const { q = '', campaign = '', segment = '', filter = '', sort = '', after, before } = query;
  const read = filter === '' ? undefined : readSegment(filter);
  return {
    q,
    campaign: campaign.replaceAll('\0', ''),
    segment: isUuid(segment) ? segment : '',
    filter: read,
    unreadable: filter !== '' && !read,
    sort: readSort(sort),
    after: isUuid(after) ? after : undefined,
    before: isUuid(before) ? before : undefined,
  };
}

/** The parameters that say a state, without those that say nothing. */
export function listParameters(state: ListState, place: Partial<Place> = {}): [string, string][] {
  const sort = sortText(state.sort);
  const all = {
    q: state.q,
    campaign: state.campaign,
    segment: state.segment,
    filter: state.filter ? JSON.stringify(state.filter) : '',
    sort: sort === sortText(newestFirst) ? '' : sort,
    after: place.after ?? '',
    before: place.before ?? '',
  };
  return Object.entries(all).filter(([, value]) => value !== '');
}

/** The address of the list in a state. */
export function listPath(state: ListState, place: Partial<Place> = {}, more: Record<string, string> = {}): string {
  const parameters = new URLSearchParams([...listParameters(state, place), ...Object.entries(more)]).toString();
  return parameters === '' ? '/admin/contacts' : `/admin/contacts?${parameters}`;
}
