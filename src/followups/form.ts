import { z } from 'zod';

const stepTexts = z.object({
  subject: z.string().min(1),
  /** Paragraphs. `{firstName}` stands for the name, with its own fall-back where none is known. */
  body: z.array(z.string().min(1)).min(1),
  /** Words of the one button. */
  action: z.string().min(1),
});

/** One mail of a sequence. When it is due, it is decided again: consent, suppression, `unless`. */
export const step = z.object({
  key: z.string().regex(/^[a-z0-9-]+$/),
  /** What the delay counts from; `pledge` starts for a signup with a pledge. */
  after: z.enum(['signup', 'confirmed', 'pledge']),
  delayHours: z.number().min(0),
  /** The mail is left out when the contact has done this by then. */
  unless: z.enum(['booked', 'reported']).optional(),
  /** What the button leads to: the contact's own space at this part, or the campaign's form, already filled in. */
  leadsTo: z.enum(['shifts', 'pledge', 'share', 'form']),
  texts: z.partialRecord(z.enum(['fr', 'en']), stepTexts),
});

export type Step = z.output<typeof step>;

/** Whether a mail comes to whoever is put into a sequence: one that follows a pledge needs the pledge. */
export function startsWithoutPledge({ after }: Pick<Step, 'after'>): boolean {
  return after !== 'pledge';
}
