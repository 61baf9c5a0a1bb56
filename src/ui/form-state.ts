const fieldErrors = [
  'required',
  'email',
  'too-long',
  'characters',
  'phone',
  'phone-wanted',
  'postal-code',
  'amount',
  'amount-range',
  'count',
  'choice',
  'number',
  'number-range',
  'date',
  'date-range',
  'unticked',
] as const;

/** What is wrong with one field; the sentence is the locale's. */
export type FieldError = (typeof fieldErrors)[number];

/** Whether a schema's message is one of ours. */
export function isFieldError(code: string): code is FieldError {
  return fieldErrors.some((error) => error === code);
}

/** Why a form comes back although each field is right. */
export type FormNotice =
  | 'too-quick'
  | 'stale-form'
  | 'trap'
  | 'unproven'
  | 'too-many'
  | 'too-many-recipient'
  | 'unavailable'
  | 'reworded';

/** A form as it is drawn: what was typed, what is wrong with it, and the signed token of this drawing. */
export type FormState = {
  values: Record<string, string | string[]>;
  errors: Partial<Record<string, FieldError>>;
  notice?: FormNotice;
  /** An address that the one typed may have been meant as; asked about before anything else. */
  offer?: string | undefined;
  token: string;
  /** Whether the form asks for a proof of work, for it would otherwise be flooded. */
  asksProof?: boolean;
};
