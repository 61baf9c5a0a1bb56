const lostConnection = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/**
 * Whether a statement failed because of the server's moment, not of what it was asked: no connection, a lost one, or
 * one that the server ends (SQLSTATE classes 08 and 57P), no room (class 53: disk, memory, connections), or a standby
 * that may only be read (25006). It can be sent again later; what was under way may or may not be committed.
 */
export function isConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (lostConnection.has(code) || /^(08...|57P..|53...|25006)$/.test(code)) return true;
  }
  return false;
}
