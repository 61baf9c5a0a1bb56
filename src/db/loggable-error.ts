import { DrizzleQueryError } from 'drizzle-orm';

/** An error as the log keeps it. */
export type LoggableError = {
  type: string;
  message: string;
  /** SQLSTATE, or the system's own (`ECONNREFUSED`). */
  code?: string;
  /** Where it happened; of a statement also the statement, with its placeholders. */
  stack: string;
  cause?: LoggableError;
};

/**
 * An error without what people typed. A failed statement carries its parameters, in its message and in its stack too,
 * and Postgres adds the row it refused: names, addresses, the links of mails. None of that belongs in a log.
 */
export function loggableError(error: unknown): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const failed = error instanceof DrizzleQueryError;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.constructor.name,
    message: failed ? 'a statement failed' : error.message,
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: [...(failed ? [error.query.trim()] : []), ...frames].join('\n'),
    ...(error.cause === undefined ? {} : { cause: loggableError(error.cause) }),
  };
}

/** The same in one line: what failed, and why. */
export function errorLine(error: unknown): string {
  const { message, code, cause } = loggableError(error);
  const own = code === undefined ? message : `${message} (${code})`;
  return cause === undefined ? own : `${own}: ${errorLine(error instanceof Error ? error.cause : undefined)}`;
}
