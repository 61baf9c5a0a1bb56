import { z } from 'zod';

/** What HubSpot's API answers, as far as it is read here. */

/** An error as a whole (`{status, category, correlationId, message, errors}`), and one of a batch's elements. */
export const errorShape = z.looseObject({
  category: z.string().nullish(),
  correlationId: z.string().nullish(),
  message: z.string().nullish(),
  /** Of a 429: which limit it was. */
  policyName: z.string().nullish(),
  id: z.string().nullish(),
  context: z.record(z.string(), z.array(z.string())).nullish().catch(undefined),
});
export type ElementError = z.output<typeof errorShape>;

const contact = z.looseObject({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullish()),
  updatedAt: z.string().nullish(),
  new: z.boolean().nullish(),
  objectWriteTraceId: z.string().nullish(),
});
export type Contact = z.output<typeof contact>;

/** 200, or 207 with `errors` and `numErrors`: what is in neither list was not said to be done. */
const batchOf = <Element extends z.ZodType>(element: Element) =>
  z.looseObject({
    status: z.string(),
    results: z.array(element),
    numErrors: z.number().nullish(),
    errors: z.array(errorShape).nullish(),
    correlationId: z.string().nullish(),
  });
export const contactsBatch = batchOf(contact);

export const contactsPage = z.looseObject({
  results: z.array(contact),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).nullish() }).nullish(),
});

const status = z.looseObject({
  subscriberIdString: z.string(),
  status: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SPECIFIED']),
  subscriptionId: z.coerce.string().nullish(),
});
export const statusesBatch = batchOf(z.looseObject({ subscriberIdString: z.string(), statuses: z.array(status) }));
export const writtenBatch = batchOf(z.looseObject({ subscriberIdString: z.string() }));

export const definitionsPage = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.coerce.string(),
      name: z.string(),
      isActive: z.boolean().nullish(),
      isInternal: z.boolean().nullish(),
    }),
  ),
});

const property = z.looseObject({
  name: z.string(),
  label: z.string().nullish(),
  type: z.string(),
  groupName: z.string().nullish(),
  hubspotDefined: z.boolean().nullish(),
  calculated: z.boolean().nullish(),
  hidden: z.boolean().nullish(),
  modificationMetadata: z.looseObject({ readOnlyValue: z.boolean().nullish() }).nullish(),
  options: z.array(z.looseObject({ value: z.string() })).nullish(),
});
export const propertiesPage = z.looseObject({ results: z.array(property) });
export const madeProperty = z.looseObject({ name: z.string() });
export type Property = z.output<typeof property>;

export const account = z.looseObject({ portalId: z.number(), uiDomain: z.string().nullish() });
/** 204: done, and nothing to say. */
export const nothing = z.undefined();
