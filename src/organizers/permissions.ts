import { routePermissions } from './route-permissions.ts';
import type { organizers } from './table.ts';

export type Role = (typeof organizers.$inferSelect)['role'];

/** What a route may be used for. */
export type Permission =
  /** For everyone, signed in or not: signing in and out. */
  | 'open'
  /** Giving the second proof that a session still owes. */
  | 'second-factor.prove'
  /** Setting up a second factor, which a session may owe as well. */
  | 'second-factor.set-up'
  /** One's own sessions, passkeys and second factor. */
  | 'account.manage'
  /** Counts in which nobody can be recognized. */
  | 'numbers.read'
  | 'campaigns.read'
  | 'campaigns.change'
  /** Contacts one by one and as a list; the handler keeps to `organizers/scope.ts`. */
  | 'contacts.read'
  /** Answer, note, tag; the handler keeps to `organizers/scope.ts`. */
  | 'contacts.answer'
  /** Edit, merge, assign, import, erase, act on many at once. */
  | 'contacts.change'
  | 'contacts.export'
  /** Write to everyone whom a segment means. */
  | 'broadcasts.send'
  /** Erase everyone whom a segment means, for good. */
  | 'contacts.erase-many'
  /** Personal data that knows no scope: the mailbox, refused sign-ups, kiosks. */
  | 'people.read'
  | 'people.change'
  | 'teams.manage'
  /** Connections to other systems, retention: what belongs to the whole installation. */
  | 'settings.manage'
  /** The audit log: who did what kind of thing, and when. */
  | 'audit.look'
  /** The same with its details, which may lead to somebody, and as a file. */
  | 'audit.read'
  /** Who may sign in, and as what. */
  | 'rights.manage';

const everyone = [
  'open',
  'second-factor.prove',
  'second-factor.set-up',
  'account.manage',
  'numbers.read',
  'campaigns.read',
] as const satisfies Permission[];
const running = [
  ...everyone,
  'campaigns.change',
  'contacts.read',
  'contacts.answer',
  'contacts.change',
  'contacts.export',
  'broadcasts.send',
  'people.read',
  'people.change',
  'teams.manage',
  'audit.look',
  'audit.read',
] as const satisfies Permission[];

/** Each role's permissions. */
const granted: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set([...running, 'contacts.erase-many', 'settings.manage', 'rights.manage']),
  organizer: new Set(running),
  /** Sees the contacts of the teams and shifts that they lead, and nobody else. */
  leader: new Set([...everyone, 'contacts.read', 'contacts.answer']),
  /** Sees no personal data. */
  viewer: new Set([...everyone, 'audit.look']),
};

export const roles = ['owner', 'organizer', 'leader', 'viewer'] as const satisfies Role[];

const lines = new Map<string, Permission>(Object.entries(routePermissions));

/** What a registered route may be used for; undefined where the table has no line for it. */
export function permissionOf(method: string, path: string): Permission | undefined {
  return lines.get(`${method} ${path}`);
}

/** Whether a role has a permission. Pages leave out with it what their reader could not open. */
export function may(role: Role, permission: Permission): boolean {
  return granted[role].has(permission);
}

/**
 * Whether a session that owes something may go there all the same. Who owes a proof gives it and nothing else; who
 * owes the setting up does that.
 */
export function mayWhileOwing(owes: 'proof' | 'set-up', permission: Permission): boolean {
  return permission === 'second-factor.prove' || (owes === 'set-up' && permission === 'second-factor.set-up');
}

/** Whether a page, by its path as registered, is open to a role. */
export function mayOpen(role: Role, path: string): boolean {
  const permission = permissionOf('GET', path);
  return permission !== undefined && may(role, permission);
}

/** The roles that have a permission, the most powerful first. */
export function rolesWith(permission: Permission): Role[] {
  return roles.filter((role) => may(role, permission));
}
