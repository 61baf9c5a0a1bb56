import { z } from 'zod';
import { vias } from '../attribution/origin.ts';

const count = z.number();

/**
 * How many got how far. `seen` are openings of the page, bots left out; all others are people who signed up to the
 * campaign, each counted once, whoever was erased since included. `pledged` is no step of the funnel: one may promise at
 * any time.
 */
const steps = z.object({
  seen: count,
  signedUp: count,
  confirmed: count,
  pledged: count,
  booked: count,
  attended: count,
  reported: count,
});
export type Steps = z.output<typeof steps>;
export type StepName = keyof Steps;

/** From an opened page to a report from the field, each step after the one before it. */
export const funnelSteps = ['seen', 'signedUp', 'confirmed', 'booked', 'attended', 'reported'] as const;
export type FunnelStep = (typeof funnelSteps)[number];

/** Promises of one kind added up: money in minor units of `currency`, hours, or times of an action. */
const pledgedSum = z.object({
  kind: z.enum(['money', 'hours', 'action']),
  currency: z.string().nullable(),
  frequency: z.enum(['once', 'monthly']).nullable(),
  action: z.string().nullable(),
  pledged: count,
  /** Of `pledged`, what was reported as given or done. */
  kept: count,
  /** Both again, of the day of the count alone. */
  pledgedToday: count,
  keptToday: count,
});
export type PledgedSum = z.output<typeof pledgedSum>;

const campaignFigures = z.object({
  total: steps,
  /** The 30 days up to the count's, the oldest first; each step on the day on which it happened. */
  days: z.array(steps.extend({ day: z.string() })),
  /** By where people first signed up from, the most first; only those that most came from. */
  sources: z.array(steps.extend({ via: z.enum(vias), source: z.string() })),
  /** All other sources in one, and how many they are. */
  rest: steps.extend({ sources: count }),
  /** By team, the most people first; null: those without one. Who saw the page is of no team. */
  teams: z.array(steps.extend({ teamId: z.string().nullable() })),
  pledges: z.array(pledgedSum),
});
export type CampaignFigures = z.output<typeof campaignFigures> & { campaignId: string };

/** Goes up with each change of what is kept, so that what was kept before is counted anew instead of misread. */
const version = 1;

/** Figures as they are kept. They hold days, so those of another zone are none. */
export function keptForm(timezone: string) {
  return z.object({ version: z.literal(version), timezone: z.literal(timezone), figures: campaignFigures });
}

/** What is kept of figures. */
export function keptShape({ campaignId: _, ...figures }: CampaignFigures, timezone: string) {
  return { version, timezone, figures };
}

/** All steps with what is said of each, zero where nothing is. */
export function stepsWith(value: (step: StepName) => number | undefined): Steps {
  return {
    seen: value('seen') ?? 0,
    signedUp: value('signedUp') ?? 0,
    confirmed: value('confirmed') ?? 0,
    pledged: value('pledged') ?? 0,
    booked: value('booked') ?? 0,
    attended: value('attended') ?? 0,
    reported: value('reported') ?? 0,
  };
}
