import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { findCampaign } from '../campaigns/queries.ts';
import { exportContacts } from '../exports/export-contacts.ts';
import { type Command, withDeps } from './command.ts';

export const contactsExport: Command = {
  usage: 'contacts export [--campaign SLUG] [--to FILE] [--bom]',
  summary: 'Writes the contacts as CSV, to a file or to standard output. --bom: for Excel. It stands in the audit log.',
  run: async (args) => {
    const options = { campaign: { type: 'string' }, to: { type: 'string' }, bom: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    return await withDeps(async (deps) => {
      const campaign = values.campaign === undefined ? undefined : await findCampaign(deps.db, values.campaign);
      if (values.campaign !== undefined && !campaign) {
        console.error(`There is no campaign ${values.campaign}.`);
        return 1;
      }
      const what = { organizerId: null, bom: values.bom ?? false, ...(campaign ? { campaign } : {}) };
      const rows = exportContacts(deps, what, new AbortController().signal);
      const target = values.to === undefined ? process.stdout : createWriteStream(values.to, { mode: 0o600 });
      await pipeline(rows, target, { end: values.to !== undefined });
      return 0;
    });
  },
};
