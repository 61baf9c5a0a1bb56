import { Refusal } from '../call-failed.ts';
import type { Pulled } from '../connector.ts';
import type { Client } from './client.ts';
import { select } from './find-people.ts';
import { describePerson } from './read-people.ts';
import { type Options, type Person, person, whoami } from './types.ts';

const page = 100;
/** A change that began before another may become visible after it. */
const overlap = 60_000;

/**
 * Who changed over there, by `modified_date`, which addresses, phones and holds on mail move too. A cursor is the date
 * as the server wrote it (`YYYY-MM-DD HH:MM:SS`, in its zone) and, within a round, the id; a new round begins a minute
 * before the last one ended, since a date has whole seconds and is of the change's beginning.
 */
export async function pullChanges(client: Client, cursor: string | undefined, options: Options): Promise<Pulled> {
  const [date, id] = cursor?.split('|') ?? [];
  const after =
    date === undefined
      ? []
      : id === undefined
        ? [['modified_date', '>=', earlier(date)]]
        : [
            [
              'OR',
              [
                ['modified_date', '>', date],
                [
                  'AND',
                  [
                    ['modified_date', '=', date],
                    ['id', '>', Number(id)],
                  ],
                ],
              ],
            ],
          ];
  const people = await client.get('Contact', person, {
    select,
    where: [['contact_type', '=', 'Individual'], ...after],
    orderBy: { modified_date: 'ASC', id: 'ASC' },
    limit: page,
  });
  // Nothing is also what it says to somebody whom it does not know.
  if (people.length === 0) await whoAmI(client);
  const more = people.length === page;
  const last = people.at(-1);
  return {
    changes: people.map((one) => describePerson(one, [], options.timezone)),
    cursor: last ? cursorAt(last, more) : (date ?? ''),
    more,
  };
}

/** The contact that the key belongs to. @throws Refusal where there is none. */
export async function whoAmI(client: Client): Promise<string> {
  const [me] = await client.get('Contact', whoami, {
    select: ['id', 'display_name'],
    where: [['id', '=', 'user_contact_id']],
  });
  if (!me) throw new Refusal('credentials', 'CiviCRM does not say whom this key belongs to');
  return me.display_name || String(me.id);
}

function cursorAt({ modified_date, id }: Person, more: boolean): string {
  return more ? `${modified_date}|${id}` : modified_date;
}

/** A while before, by the same clock. */
function earlier(date: string): string {
  const at = Date.parse(`${date.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? '1970-01-01 00:00:00' : new Date(at - overlap).toISOString().slice(0, 19).replace('T', ' ');
}
