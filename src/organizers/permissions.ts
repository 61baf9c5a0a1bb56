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

/**
 * THE table of permissions: every route under `/admin`, written as it is registered, and what it may be used for. The
 * guard refuses a route without a line to everyone, and a test fails for it.
 */
export const routePermissions: Record<`${'GET' | 'POST'} /admin${string}`, Permission> = {
  // Signing in and out
  'GET /admin/sign-in': 'open',
  'POST /admin/sign-in': 'open',
  'GET /admin/sign-in/:token': 'open',
  'POST /admin/sign-in/:token': 'open',
  'POST /admin/sign-out': 'open',
  'POST /admin/sign-in/passkey/options': 'open',
  'POST /admin/sign-in/passkey': 'open',
  'GET /admin/second-factor': 'second-factor.prove',
  'POST /admin/second-factor': 'second-factor.prove',
  // One's own account
  'GET /admin/second-factor/set-up': 'second-factor.set-up',
  'POST /admin/second-factor/set-up': 'second-factor.set-up',
  'POST /admin/second-factor/confirm': 'second-factor.set-up',
  'POST /admin/second-factor/codes': 'account.manage',
  'POST /admin/second-factor/remove': 'account.manage',
  'GET /admin/account': 'account.manage',
  'POST /admin/account/sharing': 'account.manage',
  'POST /admin/account/sessions/revoke-others': 'account.manage',
  'POST /admin/account/sessions/:session/revoke': 'account.manage',
  'POST /admin/account/passkeys/options': 'second-factor.set-up',
  'POST /admin/account/passkeys': 'second-factor.set-up',
  'POST /admin/account/passkeys/:id/remove': 'account.manage',
  // Who may sign in, and as what
  'GET /admin/organizers': 'rights.manage',
  'POST /admin/organizers': 'rights.manage',
  'POST /admin/organizers/second-factor': 'rights.manage',
  'GET /admin/organizers/:id': 'rights.manage',
  'POST /admin/organizers/:id/role': 'rights.manage',
  'POST /admin/organizers/:id/invite': 'rights.manage',
  'POST /admin/organizers/:id/sessions/:session/revoke': 'rights.manage',
  'POST /admin/organizers/:id/sign-out': 'rights.manage',
  'POST /admin/organizers/:id/reset-second-factor': 'rights.manage',
  'POST /admin/organizers/:id/remove': 'rights.manage',
  // Numbers
  'GET /admin': 'numbers.read',
  'GET /admin/campaigns/:slug/numbers': 'numbers.read',
  'GET /admin/campaigns/:slug/numbers.csv': 'numbers.read',
  'GET /admin/campaigns/:slug/sources': 'numbers.read',
  'GET /admin/wall': 'numbers.read',
  'GET /admin/wall/events': 'numbers.read',
  'GET /admin/campaigns/:slug/wall': 'numbers.read',
  'GET /admin/campaigns/:slug/wall/events': 'numbers.read',
  // Campaigns
  'GET /admin/campaigns': 'campaigns.read',
  'GET /admin/new-campaign': 'campaigns.change',
  'POST /admin/new-campaign': 'campaigns.change',
  'GET /admin/start': 'campaigns.change',
  'POST /admin/start': 'campaigns.change',
  'GET /admin/campaigns/:slug/sequences': 'campaigns.change',
  'GET /admin/campaigns/:slug/sequences/new': 'campaigns.change',
  'GET /admin/campaigns/:slug/sequences/:key': 'campaigns.change',
  'POST /admin/campaigns/:slug/sequences/:key': 'campaigns.change',
  'GET /admin/campaigns/:slug/sequences/:key/rehearse': 'campaigns.change',
  'GET /admin/campaigns/:slug/sequences/:key/rehearse/mail': 'campaigns.change',
  'POST /admin/campaigns/:slug/sequences/:key/test': 'campaigns.change',
  'GET /admin/campaigns/:slug/edit': 'campaigns.change',
  'GET /admin/campaigns/:slug/edit/:part': 'campaigns.change',
  'POST /admin/campaigns/:slug/edit/:part': 'campaigns.change',
  'POST /admin/campaigns/:slug/status': 'campaigns.change',
  'POST /admin/campaigns/:slug/duplicate': 'campaigns.change',
  'POST /admin/campaigns/:slug/drop-draft': 'campaigns.change',
  'POST /admin/campaigns/:slug/save-draft': 'campaigns.change',
  'GET /admin/campaigns/:slug/conflict': 'campaigns.change',
  'POST /admin/campaigns/:slug/conflict': 'campaigns.change',
  'GET /admin/campaigns/:slug/file': 'campaigns.change',
  'GET /admin/campaigns/:slug/preview': 'campaigns.read',
  'GET /admin/campaigns/:slug/history': 'campaigns.change',
  'GET /admin/campaigns/:slug/history/:number': 'campaigns.change',
  'POST /admin/campaigns/:slug/history/:number/restore': 'campaigns.change',
  'POST /admin/campaigns/:slug/picture': 'campaigns.change',
  'GET /admin/campaigns/:slug': 'campaigns.read',
  'GET /admin/campaigns/:slug/preview/:locale': 'campaigns.read',
  'GET /admin/sharing/:slug': 'campaigns.read',
  // Contacts
  'GET /admin/contacts': 'contacts.read',
  'GET /admin/contacts/:id': 'contacts.read',
  'POST /admin/list/columns': 'contacts.read',
  'GET /admin/segments': 'contacts.change',
  'POST /admin/segments': 'contacts.change',
  'POST /admin/segments/:id': 'contacts.change',
  'POST /admin/segments/:id/delete': 'contacts.change',
  'GET /admin/bulk-acts': 'contacts.change',
  'GET /admin/bulk-acts/new': 'contacts.change',
  'POST /admin/bulk-acts': 'contacts.change',
  'GET /admin/bulk-acts/:id': 'contacts.change',
  'POST /admin/bulk-acts/:id/stop': 'contacts.change',
  'POST /admin/bulk-acts/:id/undo': 'contacts.change',
  'GET /admin/broadcasts': 'broadcasts.send',
  'POST /admin/broadcasts': 'broadcasts.send',
  'GET /admin/broadcasts/:id': 'broadcasts.send',
  'GET /admin/broadcasts/:id/edit': 'broadcasts.send',
  'POST /admin/broadcasts/:id/edit': 'broadcasts.send',
  'GET /admin/broadcasts/:id/preview': 'broadcasts.send',
  'GET /admin/broadcasts/:id/preview/:locale': 'broadcasts.send',
  'POST /admin/broadcasts/:id/test': 'broadcasts.send',
  'GET /admin/broadcasts/:id/send': 'broadcasts.send',
  'POST /admin/broadcasts/:id/send': 'broadcasts.send',
  'POST /admin/broadcasts/:id/pause': 'broadcasts.send',
  'POST /admin/broadcasts/:id/resume': 'broadcasts.send',
  'POST /admin/broadcasts/:id/stop': 'broadcasts.send',
  'POST /admin/broadcasts/:id/discard': 'broadcasts.send',
  'GET /admin/erase-many': 'contacts.erase-many',
  'POST /admin/erase-many': 'contacts.erase-many',
  'GET /admin/waiting': 'contacts.read',
  'POST /admin/waiting/settings': 'contacts.answer',
  'POST /admin/contacts/:id/attempts': 'contacts.answer',
  'POST /admin/contacts/:id/attempts/:attempt/take-back': 'contacts.answer',
  'POST /admin/contacts/:id/close-clock': 'contacts.answer',
  'POST /admin/contacts/:id/tags': 'contacts.answer',
  'POST /admin/contacts/:id/tags/:tag/remove': 'contacts.answer',
  'POST /admin/contacts/:id/notes': 'contacts.answer',
  'POST /admin/contacts/:id/owner': 'contacts.change',
  'GET /admin/contacts/:id/notes/:note': 'contacts.answer',
  'POST /admin/contacts/:id/notes/:note': 'contacts.answer',
  'GET /admin/contacts/:id/notes/:note/delete': 'contacts.answer',
  'POST /admin/contacts/:id/notes/:note/delete': 'contacts.answer',
  // What people answer, and what is answered to them
  'GET /admin/conversations': 'contacts.read',
  'GET /admin/conversations/:id': 'contacts.read',
  'GET /admin/conversations/:id/files/:file': 'contacts.read',
  'POST /admin/conversations/:id/answers': 'contacts.answer',
  'POST /admin/conversations/:id/close': 'contacts.answer',
  'POST /admin/conversations/:id/wishes/:reply': 'contacts.answer',
  'GET /admin/contacts/:id/edit': 'contacts.change',
  'POST /admin/contacts/:id/edit': 'contacts.change',
  'GET /admin/contacts/:id/merge': 'contacts.change',
  'POST /admin/contacts/:id/merge': 'contacts.change',
  'POST /admin/merges/:id/undo': 'contacts.change',
  'GET /admin/duplicates': 'contacts.change',
  'POST /admin/duplicates/look': 'contacts.change',
  'POST /admin/duplicates/dismiss': 'contacts.change',
  'GET /admin/contacts/:id/copy': 'contacts.export',
  'GET /admin/contacts/:id/copy.json': 'contacts.export',
  'GET /admin/contacts/:id/erase': 'contacts.change',
  'POST /admin/contacts/:id/erase': 'contacts.change',
  'GET /admin/erased': 'contacts.change',
  'GET /admin/contacts.csv': 'contacts.export',
  'GET /admin/exports': 'contacts.export',
  'POST /admin/exports': 'contacts.export',
  'GET /admin/exports/prepared/:id': 'contacts.export',
  'POST /admin/exports/prepared/:id/retry': 'contacts.export',
  'GET /admin/exports/everything.zip': 'contacts.export',
  'GET /admin/exports/:file': 'contacts.export',
  'GET /admin/imports': 'contacts.change',
  'POST /admin/imports': 'contacts.change',
  'GET /admin/imports/:id': 'contacts.change',
  'POST /admin/imports/:id/check': 'contacts.change',
  'POST /admin/imports/:id/run': 'contacts.change',
  'POST /admin/imports/:id/stop': 'contacts.change',
  'POST /admin/imports/:id/undo': 'contacts.change',
  // Kiosks, refused sign-ups, mails: everyone's personal data
  'GET /admin/kiosks': 'people.read',
  'POST /admin/kiosks': 'people.change',
  'GET /admin/kiosks/:id': 'people.read',
  'POST /admin/kiosks/:id/revoke': 'people.change',
  'POST /admin/kiosks/:id/take-in': 'people.change',
  'POST /admin/kiosks/:id/discard': 'people.change',
  'POST /admin/kiosks/:id/rotate-key': 'people.change',
  'GET /admin/refusals': 'people.read',
  'GET /admin/mailbox': 'people.read',
  'GET /admin/mailbox/:id': 'people.read',
  'GET /admin/mailbox/:id/html': 'people.read',
  'GET /admin/mailbox/:id/attachments/:index': 'people.read',
  // Teams, and who leads what
  'GET /admin/teams': 'teams.manage',
  'POST /admin/teams': 'teams.manage',
  'GET /admin/teams/:id': 'teams.manage',
  'POST /admin/teams/:id': 'teams.manage',
  'POST /admin/teams/:id/remove': 'teams.manage',
  'GET /admin/shifts': 'teams.manage',
  'POST /admin/shifts/:id/leader': 'teams.manage',
  // One shift: its leader's, too; the handler keeps to that.
  'GET /admin/shifts/:id': 'contacts.read',
  'GET /admin/shifts/:id/check-in': 'contacts.read',
  'POST /admin/shifts/:id/check-in': 'contacts.answer',
  'POST /admin/shifts/:id/check-in/taps': 'contacts.answer',
  'GET /admin/shifts/:id/check-in/service-worker.js': 'contacts.read',
  'GET /admin/shifts/:id/call-off': 'teams.manage',
  'POST /admin/shifts/:id/call-off': 'teams.manage',
  // The installation
  'GET /admin/delivery': 'campaigns.change',
  'POST /admin/delivery/try-again': 'campaigns.change',
  'POST /admin/delivery/:slug/pause': 'campaigns.change',
  'POST /admin/delivery/:slug/resume': 'campaigns.change',
  'GET /admin/retention': 'settings.manage',
  'GET /admin/retention/:slug': 'settings.manage',
  'POST /admin/retention/:slug': 'settings.manage',
  'POST /admin/retention/:slug/rehearse': 'settings.manage',
  'POST /admin/retention/:slug/switch': 'settings.manage',
  'GET /admin/crm': 'people.read',
  'GET /admin/crm/new': 'settings.manage',
  'GET /admin/crm/new/:vendor': 'settings.manage',
  'POST /admin/crm/new/:vendor': 'settings.manage',
  'GET /admin/crm/oauth': 'settings.manage',
  'POST /admin/crm/oauth': 'settings.manage',
  'GET /admin/crm/:id': 'people.read',
  'GET /admin/crm/:id/connection': 'settings.manage',
  'POST /admin/crm/:id/connection': 'settings.manage',
  'POST /admin/crm/:id/test': 'settings.manage',
  'POST /admin/crm/:id/inbound': 'settings.manage',
  'POST /admin/crm/:id/disconnect': 'settings.manage',
  'GET /admin/crm/:id/options': 'settings.manage',
  'POST /admin/crm/:id/options': 'settings.manage',
  'GET /admin/crm/:id/mapping': 'settings.manage',
  'POST /admin/crm/:id/mapping': 'settings.manage',
  'POST /admin/crm/:id/pause': 'settings.manage',
  'POST /admin/crm/:id/resume': 'settings.manage',
  'GET /admin/crm/:id/failing/:cause': 'people.read',
  'POST /admin/crm/:id/replay': 'people.change',
  'POST /admin/crm/:id/replay/:contact': 'people.change',
  'GET /admin/crm/:id/runs': 'people.read',
  'POST /admin/crm/:id/runs': 'settings.manage',
  'GET /admin/crm/:id/runs/:run': 'people.read',
  'POST /admin/crm/:id/runs/:run/:act': 'settings.manage',
  'GET /admin/contacts/:id/crm': 'people.read',
  'GET /admin/api-keys': 'people.read',
  'GET /admin/audit': 'audit.look',
  'GET /admin/audit.csv': 'audit.read',
};

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
