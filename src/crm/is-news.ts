/** What was heard of a contact's departure over there, and what is known already. */
type Departure = {
  /** When it happened, or the record last changed, by the CRM's clock; undefined where it does not tell. */
  changedAt: Date | undefined;
  /** It tells of the departure itself: not of how a record stands that may have changed for another reason. */
  explicit: boolean;
  /** What was heard last, and when. */
  heard: { subscription: string; at: Date } | undefined;
  /** When something was last pushed there, which changes the record as well. */
  pushedAt: Date | null;
};

/** How far the CRM's clock may be from ours, in milliseconds. */
const skew = 5 * 60_000;

/**
 * Whether a departure over there says something new. The same departure is read again with each look at the record; if
 * each time took back what the person has agreed to here since, nobody who left once could ever come back by their own
 * word. Where it cannot be told whether it is the same, it is news: the stricter reading wins.
 */
export function isNews({ changedAt, explicit, heard, pushedAt }: Departure): boolean {
  const knownToBeGone = heard !== undefined && ['unsubscribed', 'bounced', 'quieted'].includes(heard.subscription);
  if (!heard || !knownToBeGone) return true;
  if (explicit) return changedAt === undefined || changedAt > heard.at;
  if (changedAt === undefined) return false;
  const known = Math.max(heard.at.getTime(), pushedAt?.getTime() ?? 0);
  return changedAt.getTime() > known + skew;
}
