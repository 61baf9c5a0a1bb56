import type { Cause } from './connector.ts';

/** How a call came to nothing. `after`: milliseconds until it is worth another try, where the vendor said. */
type Options = { after?: number; cause?: unknown };

/**
 * No answer came, or one that says nothing of what was asked: nobody knows whether it had its effect. Worth another try.
 */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly why: Cause;
  readonly after: number | undefined;

  constructor(why: Cause, detail: string, options: Options = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.why = why;
    this.after = options.after;
  }
}

/** The vendor said no to the whole of what was asked: the same again would be refused again (credentials, rights, gone). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly why: Cause;

  constructor(why: Cause, detail: string, options: { cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.why = why;
  }
}
