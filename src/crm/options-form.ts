import { validate as isUuid } from 'uuid';
import { first, type PostedForm } from '../http/read-form.ts';
import type { Vendor } from './connector.ts';
import type { ConnectorOptions, OptionName } from './connector-options.ts';

const longestPrefix = 40;
const longestType = 60;

/** Those that are words; the others are yes or no. */
const textOptions = ['tagPrefix', 'activityType', 'financialType'] as const;
type TextOption = (typeof textOptions)[number];

export function isTextOption(name: OptionName): name is TextOption {
  return textOptions.some((one) => one === name);
}

/** Whom a connector holds; `campaignIds`: who signed up to one of these alone, none: whoever. */
export type Scope = { campaignIds: string[] } & ({ scope: 'everyone' } | { scope: 'segment'; segmentId: string });

/** Reads what an organizer chose; the options that this vendor does not have stay as they were. */
export function readOptionsForm(
  form: PostedForm,
  { options }: Pick<Vendor, 'options'>,
  before: ConnectorOptions,
): ConnectorOptions {
  const chosen = { ...before };
  for (const name of options) {
    const typed = first(form, name).replaceAll('\0', '');
    // A space at its end is meant.
    if (name === 'tagPrefix') chosen.tagPrefix = typed.trimStart().slice(0, longestPrefix);
    else if (isTextOption(name)) chosen[name] = typed.trim().slice(0, longestType);
    else chosen[name] = typed === 'yes';
  }
  return chosen;
}

/** Reads whom it holds; undefined where a segment was to be chosen and was not. `campaigns`: those that there are. */
export function readScope(form: PostedForm, campaigns: string[]): Scope | undefined {
  const campaignIds = readCampaigns(form, campaigns);
  if (first(form, 'scope') !== 'segment') return { scope: 'everyone', campaignIds };
  const segmentId = first(form, 'segment');
  return isUuid(segmentId) ? { scope: 'segment', segmentId, campaignIds } : undefined;
}

/** The campaigns that were ticked. */
export function readCampaigns(form: PostedForm, campaigns: string[]): string[] {
  const ticked = new Set(form.get('campaign') ?? []);
  return campaigns.filter((id) => ticked.has(id));
}
