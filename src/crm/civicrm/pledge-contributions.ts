import { messages } from '../../locales/index.ts';
import { CallFailed } from '../call-failed.ts';
import type { Act } from '../connector.ts';
import { addMissing, leaveOut } from './add-missing.ts';
import type { Session, There } from './push.ts';
import { contribution } from './types.ts';

/**
 * Records pledges of money as pending contributions, each once, by `trxn_id`. One that is there stays as it is: somebody
 * may have completed or cancelled it since.
 */
export async function pledgeContributions(session: Session, there: There[]): Promise<void> {
  const pledges = there.flatMap((standing) =>
    standing.contact.acts.flatMap((act) =>
      act.kind === 'pledge' && act.money ? [{ standing, act, money: act.money }] : [],
    ),
  );
  if (pledges.length === 0) return;
  const whose = pledges.map(({ standing }) => ({ of: [standing] }));
  if (session.denied.has('contributions')) return leaveOut('contributions', whose);
  const had = await session.client.ask('Contribution', 'get', {
    select: ['trxn_id'],
    where: [['trxn_id', 'IN', pledges.map(({ act }) => idOf(act))]],
    limit: 0,
  });
  if (!had.ok && had.why === 'failed')
    throw new CallFailed('answer-not-understood', `Contribution/get: ${had.message}`);
  // Who may not read them would set one that was completed back to pending.
  if (!had.ok) {
    session.denied.add('contributions');
    return leaveOut('contributions', whose);
  }
  const done = new Set(
    contribution
      .array()
      .parse(had.values)
      .map(({ trxn_id }) => trxn_id),
  );
  const { options } = session;
  await addMissing(session, {
    what: 'contributions',
    entity: 'Contribution',
    match: ['trxn_id'],
    adding: pledges
      .filter(({ act }) => !done.has(idOf(act)))
      .map(({ standing, act, money }) => ({
        record: {
          contact_id: standing.remoteId,
          trxn_id: idOf(act),
          'financial_type_id:name': options.financialType,
          'contribution_status_id:name': 'Pending',
          total_amount: (money.amount / 10 ** digits(money.currency)).toFixed(digits(money.currency)),
          currency: money.currency,
          receive_date: act.at.toISOString(),
          is_pay_later: true,
          source: [...sourceOf(act, money.monthly, options.locale)].slice(0, 255).join(''),
        },
        of: [standing],
      })),
  });
}

function idOf(act: Act): string {
  return `terrain-${act.id}`;
}

function sourceOf(act: Act, monthly: boolean, locale: 'fr' | 'en'): string {
  const words = messages(locale).crmActs;
  return `${monthly ? words.monthlyPledge : words.pledge}: ${act.campaign.title}`.toWellFormed();
}

/** ISO 4217: a dollar has two digits, a yen none. */
function digits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
