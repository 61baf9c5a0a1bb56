import type { SegmentDefinition } from '../segments/form.ts';
import { readSegment } from '../segments/form.ts';
import { thisCampaign } from './form.ts';

/** A step's condition with the campaign that it speaks of: in a sequence it says `this one`, wherever it is brought in. */
export function conditionOf(condition: SegmentDefinition, campaignId: string): SegmentDefinition {
  const text = JSON.stringify(condition).replaceAll(`"campaignId":"${thisCampaign}"`, `"campaignId":"${campaignId}"`);
  const read = readSegment(text);
  if (!read) throw new Error('a condition can no longer be read');
  return read;
}
