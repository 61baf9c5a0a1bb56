import { parseArgs } from 'node:util';
import { findCampaign } from '../campaigns/queries.ts';
import { sequencesOf } from '../followups/queries.ts';
import { type Rehearsal, type Rehearsed, rehearse } from '../followups/rehearse.ts';
import { sequenceName } from '../followups/view.ts';
import { isLocale } from '../locales/index.ts';
import { readAddress } from '../organizers/form.ts';
import { findByAddress } from '../privacy/queries.ts';
import { mailReason } from '../ui/admin-words.ts';
import { type Command, UsageError, withDeps } from './command.ts';

const options = {
  sequence: { type: 'string' },
  contact: { type: 'string' },
  days: { type: 'string', default: '60' },
  locale: { type: 'string' },
  'first-name': { type: 'string', default: '' },
  'postal-code': { type: 'string', default: '' },
} as const;

export const followupsRehearse: Command = {
  usage:
    'followups rehearse SLUG [--sequence KEY] [--contact ADDRESS | --locale fr|en --first-name NAME --postal-code CODE] [--days N]',
  summary:
    'Plays the sequences of a campaign for a contact, or for somebody made up, on a clock that runs ahead, and prints every mail with its time and why it goes or not. Nobody is written to, and nothing changes.',
  run: async (args) => {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [slug] = positionals;
    if (slug === undefined || positionals.length > 1) throw new UsageError('The name of one campaign is needed.');
    const days = Number(values.days);
    if (!Number.isInteger(days) || days < 1 || days > 1_000) throw new UsageError('--days: 1 to 1000.');
    if (values.locale !== undefined && !isLocale(values.locale)) throw new UsageError('--locale: fr or en.');
    const email = values.contact === undefined ? undefined : readAddress(values.contact);
    if (values.contact !== undefined && email === undefined) throw new UsageError('--contact: an e-mail address.');
    return await withDeps(async (deps) => {
      const campaign = await findCampaign(deps.db, slug);
      const all = campaign ? await sequencesOf(deps.db, campaign.id) : [];
      const played = all.filter(({ key }) => values.sequence === undefined || key === values.sequence);
      if (!campaign || played.length === 0) {
        console.error(campaign ? `${slug} has no such sequence.` : `There is no campaign ${slug}.`);
        return 1;
      }
      const contact = email === undefined ? undefined : await findByAddress(deps.db, email);
      if (email !== undefined && !contact) {
        console.error('There is no contact with this address.');
        return 1;
      }
      const locale = isLocale(values.locale) ? values.locale : campaign.settings.defaultLocale;
      const made = { locale, firstName: values['first-name'], postalCode: values['postal-code'].toUpperCase() };
      const who: Rehearsed = contact ? { contactId: contact.id } : made;
      for (const sequence of played) {
        console.log(`\n${sequence.key}: ${sequenceName('en', sequence)}`);
        print(await rehearse(deps, { sequenceId: sequence.id, who, days }));
      }
      return 0;
    });
  },
};

function print({ zone, events, ending, endedAt }: Rehearsal): void {
  const time = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'full', timeStyle: 'short' });
  for (const { at, step, subject, text, outcome, reason, until } of events) {
    const why = reason === '' ? '' : `: ${mailReason('en', reason)}`;
    const later = until === undefined ? '' : `, until ${time.format(until)}`;
    console.log(`\n${time.format(at)} (${zone})\n  ${step} ${outcome}${why}${later}`);
    if (outcome === 'sent') console.log(`  ${subject}\n\n${text.replace(/^/gm, '    ')}`);
  }
  console.log(`\n${ending === 'going-on' ? 'Goes on after' : `Ends (${ending})`} ${time.format(endedAt)}`);
}
