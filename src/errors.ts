/** What a refusal is about. Only `app.onError` knows which HTTP status each one becomes. */
export type ErrorKind =
  | 'not-found'
  | 'gone'
  /** A campaign that is over; `subject` is its slug. */
  | 'closed'
  | 'forbidden'
  | 'unsupported-type'
  | 'too-large'
  | 'malformed'
  | 'too-many'
  | 'unavailable';

type AppErrorOptions = { cause?: unknown; retryAfter?: number; subject?: string };

/** A refusal that a person can be told about. `retryAfter` is in seconds. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly retryAfter: number | undefined;
  readonly subject: string | undefined;

  constructor(kind: ErrorKind, message: string = kind, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.retryAfter = options.retryAfter;
    this.subject = options.subject;
  }
}

/** Thrown by a job that must not be tried again: the fault lies in what it was asked, not in the moment. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** A start that cannot succeed until someone changes something; its message is printed alone, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
