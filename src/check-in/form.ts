import { z } from 'zod';

/** So many taps a device sends at once. */
const mostItems = 200;

/** One tap at the door: whom it is about by the list, by a scanned code; and when, by the device's clock. */
const tap = z.object({
  id: z.uuid(),
  booking: z.uuid().optional(),
  token: z.string().max(200).optional(),
  act: z.enum(['in', 'out']),
  at: z.iso.datetime({ offset: true }),
});

export const tapBatch = z.object({
  items: z.array(tap).min(1).max(mostItems),
  /** The device's clock as it sends. */
  sentAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
});
export type TapBatch = z.output<typeof tapBatch>;
export type Tap = z.output<typeof tap>;

/**
 * `kept`, or `already` under that id; `unknown`: no booking of this shift; `cancelled`: the seat was given back; `late`:
 * tapped when the shift was not theirs to see any more.
 */
export type TapOutcome = 'kept' | 'already' | 'unknown' | 'cancelled' | 'late';
