import { createHash, randomBytes } from 'node:crypto';

/** A token to be handed out: 256 random bits under a name that leak scanners can look for. */
export function makeToken(): string {
  return `terrain_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a token. So many random bits need no salt and no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
