import type { ContactStanding } from '../crm/history-queries.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { formatMoment } from '../ui/admin-time.ts';

type CrmSectionProps = {
  locale: Locale;
  timezone: string;
  organizer: SignedInOrganizer;
  contactId: string;
  standings: ContactStanding[];
};

const badges = { waiting: 'planned', synced: 'sent', refused: 'failed', dead: 'failed', 'out-of-scope': 'closed' };

/** Where a contact stands in each CRM, with the way to what was sent and answered; nothing where no CRM knows of them. */
export function CrmSection({ locale, timezone, organizer, contactId, standings }: CrmSectionProps) {
  const { history: t, causes } = messages(locale).crm;
  if (standings.length === 0 || !organizer.mayOpen('/admin/contacts/:id/crm')) return null;
  return (
    <section class="card" aria-labelledby="crm">
      <div class="card-head">
        <h2 id="crm">{t.section}</h2>
        <a href={`/admin/contacts/${contactId}/crm`}>{t.all}</a>
      </div>
      <ul class="plain-list">
        {standings.map(({ connectorId, connector, state, cause, pushedAt }) => (
          <li key={connectorId}>
            <a href={`/admin/crm/${connectorId}`}>{connector}</a>{' '}
            <span class={`badge badge-${badges[state]}`}>{t.states[state]}</span>{' '}
            {pushedAt && <span class="note">{formatMoment(locale, pushedAt, timezone)}</span>}
            {cause && <p>{causes[cause].title}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
