/** Postgres' code of what failed (SQLSTATE), however deep the driver's error lies; empty where it was something else. */
export function sqlState(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && /^[0-9A-Z]{5}$/.test(String(error.code))) return String(error.code);
  return sqlState(error.cause);
}

/** Whether a lock was not to be had in the time that was set for it. Nothing was done, and later it may be. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/**
 * Whether Postgres refused what it was given: a data exception (class 22), a value that must be there (23502) or that
 * a table's check does not let in (23514). Tried again, the same comes of it.
 */
export function isBadValue(error: unknown): boolean {
  return /^(22...|23502|23514)$/.test(sqlState(error));
}
