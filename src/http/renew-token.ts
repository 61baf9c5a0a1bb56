import { readToken, signToken, type TokenPurpose } from './token.ts';

/** SECRET, and the one before while it is set. */
export type Secrets = { secret: string; oldSecret?: string | undefined };

/** What the links of mails are signed for. CASL s. 11(2): the way out has to work for 60 days after the mail went. */
const mailed: TokenPurpose[] = ['leave', 'space', 'confirm', 'held'];

/** A token that OLD_SECRET signed for that purpose, signed anew and good for as long; any other as it is. */
export function renewToken({ secret, oldSecret }: Secrets, purpose: TokenPurpose, token: string): string {
  const content = oldSecret === undefined ? undefined : readToken(oldSecret, purpose, token);
  return content ? signToken(secret, purpose, content) : token;
}

/**
 * The path that a request is for, the token of a mailed link in it renewed. Done where requests come in: whoever reads
 * the token knows SECRET alone, a POST is not redirected (RFC 8058 section 3.1 forbids it for the one click), and the
 * page behind an old link holds new ones.
 */
export function renewPath(secrets: Secrets, path: string): string {
  if (secrets.oldSecret === undefined) return path;
  const renew = (part: string) => mailed.reduce((token, purpose) => renewToken(secrets, purpose, token), part);
  return path.split('/').map(renew).join('/');
}
