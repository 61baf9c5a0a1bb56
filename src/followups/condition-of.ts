import { readSegment, type SegmentDefinition } from '../segments/form.ts';
import { thisCampaign } from './form.ts';

/**
 * A step's condition with the campaign that it speaks of: in a sequence it says `this one`, wherever it is brought in.
 * Undefined where what was stored can no longer be read.
 */
export function conditionOf(condition: SegmentDefinition, campaignId: string): SegmentDefinition | undefined {
  return readSegment(
    JSON.stringify(condition).replaceAll(`"campaignId":"${thisCampaign}"`, `"campaignId":"${campaignId}"`),
  );
}
