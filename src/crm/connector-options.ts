import { z } from 'zod';

/**
 * What an organizer chooses for a connector, whatever its vendor. Nothing that tells a CRM of money, and nothing that
 * adds something to its account, is on by itself.
 */
const connectorOptions = z.object({
  /** The contact's own tags go along. */
  tags: z.boolean().catch(true),
  /** A tag for each campaign that somebody signed up to, by its title. */
  campaignTags: z.boolean().catch(true),
  tagPrefix: z.string().max(40).catch(''),
  /** What people did: sign-ups, attendances, reports. */
  acts: z.boolean().catch(true),
  /** Pledges of money: pending contributions, donations. */
  pledges: z.boolean().catch(false),
  /** Tags become groups over there. */
  groups: z.boolean().catch(false),
  /** What the CRM files what people did, and what they promised, under; empty: as it does by itself. */
  activityType: z.string().max(60).catch(''),
  financialType: z.string().max(60).catch(''),
  /** The properties that the mapping needs are made in the CRM. */
  createProperties: z.boolean().catch(false),
});

export type ConnectorOptions = z.output<typeof connectorOptions>;
export type OptionName = keyof ConnectorOptions;

/** Reads the options as they were kept; what is missing or cannot be read is as nobody had chosen it. */
export function readOptions(options: Record<string, unknown>): ConnectorOptions {
  return connectorOptions.parse(options);
}
