import { validate as isUuid } from 'uuid';
import { first, type PostedForm } from '../http/read-form.ts';
import type { VendorName } from './connector.ts';
import type { ConnectorOptions } from './connector-options.ts';

const longestPrefix = 40;
const longestType = 60;

/** Those that are words; the others are yes or no. */
const textOptions = ['tagPrefix', 'activityType', 'financialType'] as const;
export type TextOption = (typeof textOptions)[number];

export function isTextOption(name: keyof ConnectorOptions): name is TextOption {
  return textOptions.some((one) => one === name);
}

/** What there is to choose for each vendor, in the order of the page; the rest would have no effect there. */
export const optionsOf: Record<VendorName, readonly (keyof ConnectorOptions)[]> = {
  civicrm: ['tags', 'campaignTags', 'tagPrefix', 'groups', 'acts', 'activityType', 'pledges', 'financialType'],
  'action-network': ['tags', 'campaignTags', 'tagPrefix', 'acts', 'pledges'],
  nationbuilder: ['tags', 'campaignTags', 'tagPrefix'],
  hubspot: ['tags', 'campaignTags', 'tagPrefix', 'createProperties'],
  webhooks: ['tags', 'campaignTags', 'tagPrefix'],
};

/** Whom a connector holds. */
export type Scope = { scope: 'everyone' } | { scope: 'segment'; segmentId: string };

/** Reads what an organizer chose; the options that this vendor does not have stay as they were. */
export function readOptionsForm(form: PostedForm, vendor: VendorName, before: ConnectorOptions): ConnectorOptions {
  const chosen = { ...before };
  for (const name of optionsOf[vendor]) {
    const typed = first(form, name).replaceAll('\0', '');
    // A space at its end is meant.
    if (name === 'tagPrefix') chosen.tagPrefix = typed.trimStart().slice(0, longestPrefix);
    else if (isTextOption(name)) chosen[name] = typed.trim().slice(0, longestType);
    else chosen[name] = typed === 'yes';
  }
  return chosen;
}

/** Reads whom it holds; undefined where a segment was to be chosen and was not. */
export function readScope(form: PostedForm): Scope | undefined {
  if (first(form, 'scope') !== 'segment') return { scope: 'everyone' };
  const segmentId = first(form, 'segment');
  return isUuid(segmentId) ? { scope: 'segment', segmentId } : undefined;
}
