import { z } from 'zod';

const shiftTexts = z.object({
  title: z.string().min(1),
  place: z.string().min(1),
  details: z.string().default(''),
});

const shiftTextsByLocale = z.partialRecord(z.enum(['fr', 'en']), shiftTexts);
export type ShiftTexts = z.output<typeof shiftTextsByLocale>;

/** A shift in a campaign's file. The day is a date, or for a demo so many days after the import. */
export const shiftDefinition = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(['canvass', 'phone-bank', 'event']),
  day: z.union([z.iso.date(), z.object({ inDays: z.number().int() })]),
  /** Local time at the place, `HH:MM`. */
  startsAt: z.iso.time({ precision: -1 }),
  minutes: z.number().int().min(15),
  seats: z.number().int().min(1),
  /** Fewer people than that, and whoever leads it is warned; half of the seats where nothing is said. */
  minimum: z.number().int().min(1).optional(),
  texts: shiftTextsByLocale,
});
