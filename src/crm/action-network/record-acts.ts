import type { Act, Note, Outgoing } from '../connector.ts';
import { filter, idOf } from './client.ts';
import { system } from './find-person.ts';
import type { Session } from './push-person.ts';
import { collection, resource } from './types.ts';

type Kind = { rel: string; path: '/events' | '/fundraising_pages'; mark: string };
const event: Kind = { rel: 'osdi:events', path: '/events', mark: `${system}event-` };
const page: Kind = { rel: 'osdi:fundraising_pages', path: '/fundraising_pages', mark: `${system}pledges-` };

/**
 * Records that somebody attended, at a hidden event of the campaign's, and where an organizer chose so, what they pledged,
 * as a donation on a page of the campaign's made for it. Donations are not de-duplicated, but carry identifiers that can
 * be asked for: one that is there is not made again.
 * @returns whether anything was added.
 */
export async function recordActs(
  session: Session,
  contact: Outgoing,
  personId: string,
  notes: Note[],
): Promise<boolean> {
  let added = false;
  const { acts, pledges } = session.options;
  for (const act of contact.acts) {
    const kind =
      act.kind === 'attended' && acts ? event : act.kind === 'pledge' && act.money && pledges ? page : undefined;
    if (!kind || (await isThere(session, kind, act))) continue;
    const action = await actionFor(session, kind, act);
    const what = kind === event ? 'attendances' : 'donations';
    if (action === undefined) {
      if (!notes.some((note) => note.what === what)) notes.push({ what, detail: 'not made' });
      continue;
    }
    const answered = await session.client.ask({
      method: 'POST',
      path: `${kind.path}/${action}/${what}`,
      name: what,
      shape: resource,
      body: {
        identifiers: [system + act.id],
        ...(kind === page ? donation(act) : {}),
        _links: { 'osdi:person': { href: session.client.href(`/people/${personId}`) } },
      },
    });
    if (answered.ok) added = true;
    else notes.push({ what, detail: answered.message });
  }
  return added;
}

async function isThere({ client }: Session, kind: Kind, act: Act): Promise<boolean> {
  const what = kind === event ? 'attendances' : 'donations';
  const { items } = await client.read({
    method: 'GET',
    path: `/${what}?${filter('identifier', 'eq', system + act.id)}`,
    name: `${what} (by identifier)`,
    shape: collection(`osdi:${what}`, resource),
  });
  return items.some(({ identifiers }) => identifiers.includes(system + act.id));
}

/** The id of a campaign's event or page, by its identifier, which is one in all of Action Network; made where it is not. */
async function actionFor(session: Session, kind: Kind, act: Act): Promise<string | undefined> {
  const identifier = kind.mark + act.campaign.slug;
  const known = session.actions.get(identifier);
  if (known !== undefined) return known;
  const { client } = session;
  const { items } = await client.read({
    method: 'GET',
    path: `${kind.path}?${filter('identifier', 'eq', identifier)}`,
    name: `${kind.path.slice(1)} (by identifier)`,
    shape: collection(kind.rel, resource),
  });
  const there = items.find(({ identifiers }) => identifiers.includes(identifier));
  const made = there
    ? { ok: true as const, body: there }
    : await client.ask({
        method: 'POST',
        path: kind.path,
        name: `${kind.path.slice(1)} (new)`,
        shape: resource,
        body: {
          identifiers: [identifier],
          title: act.campaign.title,
          origin_system: 'Terrain',
          ...(kind === event && { 'action_network:hidden': true }),
        },
      });
  if (!made.ok) return undefined;
  const id = idOf(made.body);
  session.actions.set(identifier, id);
  return id;
}

function donation({ at, money }: Act): object {
  if (!money) return {};
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency: money.currency }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  const amount = (money.amount / 10 ** digits).toFixed(digits);
  return {
    created_date: at.toISOString(),
    currency: money.currency.toLowerCase(),
    recipients: [{ display_name: 'Terrain', amount }],
    ...(money.monthly && { 'action_network:recurrence': { recurring: true, period: 'Monthly' } }),
  };
}
