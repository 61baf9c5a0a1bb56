import type { Authority, Scalar } from './connector.ts';

type Sides = { now: Scalar; theirsChangedAt: Date | undefined; oursChangedAt: Date };

/** Whether Terrain's value is the one to stand where the CRM has `now`. With `newest`, a tie and an unknown time are ours. */
export function terrainCounts(authority: Authority, { now, theirsChangedAt, oursChangedAt }: Sides): boolean {
  switch (authority) {
    case 'terrain':
      return true;
    case 'crm':
      return false;
    case 'fill-empty':
      // A flag is false over there before anybody has said anything: it is set, and never taken back.
      return isEmpty(now) || now === false || now === 'false';
    case 'newest':
      return isEmpty(now) || theirsChangedAt === undefined || theirsChangedAt.getTime() <= oursChangedAt.getTime();
  }
}

export function isEmpty(value: Scalar): boolean {
  return value === null || value === '';
}
