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
 * Whether a statement failed because the server is away: no connection, a lost one, or one that the server ends
 * (SQLSTATE classes 08 and 57P, and 53300 for too many connections). What was under way may or may not be committed.
 */
export function isConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (lostConnection.has(code) || /^(08...|57P..|53300)$/.test(code)) return true;
  }
  return false;
}
