import { CallFailed, Refusal } from '../call-failed.ts';
import type { ConnectionTest, Note } from '../connector.ts';
import type { Client } from './client.ts';
import { whoAmI } from './pull-changes.ts';
import { action, type Options } from './types.ts';

/** What each kind of thing needs, by what it is left out as when the right lacks. */
const needs = (options: Options): [what: string, entity: string, action: string][] => [
  ['contacts', 'Contact', 'save'],
  ['erase', 'Contact', 'delete'],
  ...(options.groups
    ? ([
        ['groups', 'GroupContact', 'save'],
        ['groups', 'Group', 'save'],
      ] as [string, string, string][])
    : ([
        ['tags', 'EntityTag', 'save'],
        ['tags', 'Tag', 'save'],
      ] as [string, string, string][])),
  ...(options.acts ? ([['activities', 'Activity', 'save']] as [string, string, string][]) : []),
  ...(options.pledges ? ([['contributions', 'Contribution', 'save']] as [string, string, string][]) : []),
];

/** Whether the key works, whose it is, and which rights it lacks: `getActions` names only what it may. */
export async function testConnection(client: Client, options: Options): Promise<ConnectionTest> {
  try {
    const account = await whoAmI(client);
    const lacks: Note[] = [];
    for (const [what, entity, name] of needs(options)) {
      if (lacks.some((note) => note.what === what)) continue;
      const may = await client.ask(entity, 'getActions', { select: ['name'], where: [['name', '=', name]] });
      const actions = may.ok ? action.array().parse(may.values) : [];
      if (!actions.some((one) => one.name === name)) lacks.push({ what, detail: `${entity}/${name}` });
    }
    const vital = lacks.find(({ what }) => what === 'contacts');
    return vital ? { ok: false, cause: 'rights', detail: vital.detail } : { ok: true, account, lacks };
  } catch (error) {
    if (error instanceof CallFailed || error instanceof Refusal)
      return { ok: false, cause: error.why, detail: error.message };
    throw error;
  }
}
