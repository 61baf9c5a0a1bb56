import { parseArgs } from 'node:util';
import { readAddress } from '../organizers/form.ts';
import { eraseAddress, eraseContact } from '../privacy/erase-contact.ts';
import { countRows, findByAddress } from '../privacy/queries.ts';
import { addressesOf } from '../privacy/rows.ts';
import { type Command, UsageError, withDeps } from './command.ts';

const by = { organizerId: null, by: 'command-line' } as const;
const nobody = '00000000-0000-0000-0000-000000000000';

export const erase: Command = {
  usage: 'erase ADDRESS [--dry-run]',
  summary:
    'Erases the person of an address from every table; totals stay. It cannot be undone. With --dry-run: says what would go and what would stay, and changes nothing.',
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args,
      options: { 'dry-run': { type: 'boolean' } },
      allowPositionals: true,
    });
    const email = readAddress(positionals[0] ?? '');
    if (!email || positionals.length > 1) throw new UsageError('One e-mail address is needed.');
    return await withDeps(async (deps) => {
      const contact = await findByAddress(deps.db, email);
      const addresses = contact ? await addressesOf(deps.db, contact.id) : [email];
      const rows = await countRows(deps.db, { contactId: contact?.id ?? nobody, addresses });
      for (const { table, count, fate } of rows) {
        console.log(`${table}\t${count}\t${fate === 'blanked' ? 'stays without a name, for the totals' : 'goes'}`);
      }
      if (values['dry-run']) {
        console.error(rows.length === 0 ? 'Nothing is kept under this address.' : 'Nothing was erased: --dry-run.');
        return rows.length === 0 ? 1 : 0;
      }
      const erased = contact ? (await eraseContact(deps, contact.id, by)).ok : false;
      const others = contact ? 0 : await eraseAddress(deps, email, by);
      if (!erased && others === 0) {
        console.error('Nothing is kept under this address.');
        return 1;
      }
      console.error(
        'Erased. If the address had said no, an unreadable hash of it is kept so that nobody writes to it again.',
      );
      return 0;
    });
  },
};
