import type { NewSignup } from './record-signups.ts';

/** A sign-up as it waits in the database: JSON, so its moment is text (ISO 8601). */
export type HeldSignup = Omit<NewSignup, 'at'> & { at: string };
