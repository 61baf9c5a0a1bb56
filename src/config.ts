import path from 'node:path';
import { z } from 'zod';
import { readPostgresUrl } from './db/postgres-url.ts';
import { StartError } from './errors.ts';

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsUnset, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess((given) => blankIsUnset(given) ?? value, schema);

const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be a URL such as ${example}` });
const wholeNumber = z.coerce.number({ error: 'must be a whole number' }).int().min(0);

const timezone = z.string().refine(isTimezone, 'must be an IANA time zone such as America/Toronto');

/** An hour of the day, a hyphen, and the hour at which the quiet ends. */
const quietHours = /^(off|([01]?\d|2[0-3])-([01]?\d|2[0-3]))$/;

const settings = z.object({
  PORT: withDefault(wholeNumber.max(65535), 3000),
  HOST: optional(z.string()),
  BASE_URL: optional(url(/^https?$/, 'https://terrain.example.org')),
  DATABASE_URL: optional(url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/terrain')),
  DATA_DIR: withDefault(z.string(), '.data'),
  SECRET: optional(z.string().min(32, 'must be at least 32 characters long')),
  OLD_SECRET: optional(z.string().min(32, 'must be the SECRET before, of at least 32 characters')),
  LOG_LEVEL: withDefault(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'),
  DEFAULT_LOCALE: withDefault(z.enum(['fr', 'en']), 'fr'),
  TIMEZONE: withDefault(timezone, 'America/Toronto'),
  MAIL_FROM: optional(z.string().regex(/^(.+<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$/, 'must be an address')),
  RESEND_API_KEY: optional(z.string()),
  RESEND_CALLS_PER_SECOND: withDefault(z.coerce.number({ error: 'must be a number' }).min(0), 2),
  RESEND_WEBHOOK_SECRET: optional(z.string().regex(/^(whsec_)?[A-Za-z0-9+/=]+$/, 'must be a signing secret: whsec_…')),
  WARM_UP_FROM: optional(z.iso.date({ error: 'must be a day such as 2026-06-01' })),
  RESEND_BASE_URL: withDefault(url(/^https?$/, 'https://api.resend.com'), 'https://api.resend.com'),
  SMTP_URL: optional(url(/^smtps?$/, 'smtps://user:password@mail.example.org')),
  REPLY_ADDRESS: optional(
    z
      .string()
      .toLowerCase()
      // With the token, the part before the @ has at most 64 characters.
      .regex(
        /^([a-z0-9._-]{1,19}@)?([a-z0-9-]+\.)+[a-z0-9-]+$/,
        'must be a domain of its own such as reply.example.org, or a mailbox such as replies@example.org',
      ),
  ),
  IMAP_URL: optional(url(/^imaps?$/, 'imaps://user:password@mail.example.org/INBOX')),
  IMAP_MOVE_TO: optional(z.string()),
  S3_ENDPOINT: optional(url(/^https?$/, 'https://s3.example.org/bucket')),
  S3_REGION: withDefault(z.string(), 'auto'),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
  TRUST_PROXY: optional(z.string().regex(/^[a-z0-9-]+$/i, 'must be the name of a request header')),
  SIGNUP_LIMIT_PER_MINUTE: withDefault(wholeNumber, 60),
  RECIPIENT_LIMIT_PER_HOUR: withDefault(wholeNumber, 10),
  FORM_MIN_SECONDS: withDefault(wholeNumber, 1),
  METRICS_TOKEN: optional(z.string().min(16, 'must be at least 16 characters long')),
  CRM_TIMEOUT_SECONDS: withDefault(z.coerce.number({ error: 'must be a number' }).min(0.05).max(60), 20),
  QUIET_HOURS: withDefault(z.string().regex(quietHours, 'must be two hours such as 21-8, or off'), '21-8'),
  WEEKLY_MAILS: withDefault(wholeNumber, 4),
});

type Settings = z.output<typeof settings>;

/** Everything that can be set from outside, validated. `SECRET` is filled in by the process when the database is embedded. */
export type Config = {
  port: number;
  /** Address to listen on. Unset: loopback with the embedded database, every interface with an outside one. */
  host: string;
  /** Public address without a trailing slash. */
  baseUrl: string;
  /** Unset: the embedded Postgres under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  secret: string | undefined;
  /** The SECRET before, for a while after a change: what it sealed can still be opened, and what it signed be read. */
  oldSecret: string | undefined;
  logLevel: Settings['LOG_LEVEL'];
  defaultLocale: Settings['DEFAULT_LOCALE'];
  timezone: string;
  mailFrom: string;
  mail:
    | { transport: 'mailbox' }
    | {
        transport: 'resend';
        apiKey: string;
        baseUrl: string;
        /** Calls a second, over all machines; 0: no limit. */
        callsPerSecond: number;
      }
    | { transport: 'smtp'; url: string };
  /** Where answers to mails go, each with a token of its own; unset: to the sender's address, and none come in here. */
  replies: { local: string | undefined; domain: string } | undefined;
  /** The mailbox that they come in by; unset: through Resend. */
  imap: { url: string; moveTo: string | undefined } | undefined;
  /** What Resend signs its webhooks with; unset: they are refused. */
  resendWebhookSecret: string | undefined;
  /** The first day of a new domain's warm-up (ISO 8601); unset: as many mails a day as there are. */
  warmUpFrom: string | undefined;
  /** Where uploaded pictures are kept; unset: in Postgres. */
  storage: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string } | undefined;
  /** Name of the request header that carries the client's address; unset: the socket's. */
  trustProxy: string | undefined;
  /** What lets a Prometheus in at `/metrics`; unset: there is no such page. */
  metricsToken: string | undefined;
  /** How long a CRM may take for one answer, in seconds. */
  crmTimeout: number;
  /** Accepted sign-ups a minute from one client address; 0: no limit. */
  signupLimitPerMinute: number;
  /** Accepted sign-ups an hour under one e-mail address; 0: no limit. */
  recipientLimitPerHour: number;
  /** A form sent sooner than this after it was drawn is taken for a bot's; 0: no check. */
  formMinSeconds: number;
  /**
   * For mails of sequences and broadcasts. `quiet`: the hours of a person's own clock between which none goes; null:
   * none. `weeklyMails`: the most that one person gets in seven days; 0: no limit.
   */
  sending: { quiet: { from: number; until: number } | null; weeklyMails: number };
};

/**
 * Reads the settings from the environment.
 * @throws StartError naming each variable that is impossible or half-made.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = settings.safeParse(env);
  if (!parsed.success) {
    throw new StartError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const given = parsed.data;
  if (given.DATABASE_URL && !given.SECRET) {
    throw new StartError('SECRET: required with DATABASE_URL; make one with: openssl rand -hex 32');
  }
  if (given.RESEND_API_KEY && given.SMTP_URL) {
    throw new StartError('RESEND_API_KEY and SMTP_URL: set one of them, not both');
  }
  const mail = mailSettings(given);
  if (mail.transport !== 'mailbox' && !given.MAIL_FROM) {
    throw new StartError('MAIL_FROM: required to send mail; an address of a domain that you may send from');
  }
  return {
    port: given.PORT,
    host: given.HOST ?? (given.DATABASE_URL ? '0.0.0.0' : '127.0.0.1'),
    baseUrl: (given.BASE_URL ?? `http://localhost:${given.PORT}`).replace(/\/+$/, ''),
    databaseUrl: given.DATABASE_URL && readPostgresUrl(given.DATABASE_URL),
    dataDir: path.resolve(given.DATA_DIR),
    secret: given.SECRET,
    oldSecret: given.OLD_SECRET,
    logLevel: given.LOG_LEVEL,
    defaultLocale: given.DEFAULT_LOCALE,
    timezone: given.TIMEZONE,
    mailFrom: given.MAIL_FROM ?? 'Terrain <terrain@localhost>',
    mail,
    ...replySettings(given),
    resendWebhookSecret: given.RESEND_WEBHOOK_SECRET,
    warmUpFrom: given.WARM_UP_FROM,
    storage: storageSettings(given),
    trustProxy: given.TRUST_PROXY?.toLowerCase(),
    metricsToken: given.METRICS_TOKEN,
    crmTimeout: given.CRM_TIMEOUT_SECONDS,
    signupLimitPerMinute: given.SIGNUP_LIMIT_PER_MINUTE,
    recipientLimitPerHour: given.RECIPIENT_LIMIT_PER_HOUR,
    formMinSeconds: given.FORM_MIN_SECONDS,
    sending: { quiet: quietBetween(given.QUIET_HOURS), weeklyMails: given.WEEKLY_MAILS },
  };
}

function quietBetween(hours: string): Config['sending']['quiet'] {
  const [from, until] = hours.split('-').map(Number);
  return from === undefined || until === undefined || from === until ? null : { from, until };
}

function mailSettings(given: Settings): Config['mail'] {
  if (given.RESEND_API_KEY) {
    return {
      transport: 'resend',
      apiKey: given.RESEND_API_KEY,
      baseUrl: given.RESEND_BASE_URL,
      callsPerSecond: given.RESEND_CALLS_PER_SECOND,
    };
  }
  return given.SMTP_URL ? { transport: 'smtp', url: given.SMTP_URL } : { transport: 'mailbox' };
}

function replySettings(given: Settings): Pick<Config, 'replies' | 'imap'> {
  const { REPLY_ADDRESS: address, IMAP_URL: url, IMAP_MOVE_TO: moveTo } = given;
  if (address === undefined) {
    if (url !== undefined) throw new StartError('REPLY_ADDRESS: required with IMAP_URL; the address of that mailbox');
    if (moveTo !== undefined) throw new StartError('IMAP_URL: required with IMAP_MOVE_TO');
    return { replies: undefined, imap: undefined };
  }
  if (url === undefined && !given.RESEND_API_KEY) {
    throw new StartError('REPLY_ADDRESS: needs a way for replies to come in; set IMAP_URL, or send through Resend');
  }
  if (url === undefined && given.RESEND_WEBHOOK_SECRET === undefined) {
    throw new StartError('RESEND_WEBHOOK_SECRET: required with REPLY_ADDRESS; the webhook for email.received has it');
  }
  if (url === undefined && moveTo !== undefined) throw new StartError('IMAP_URL: required with IMAP_MOVE_TO');
  const [domain = '', local] = address.split('@').reverse();
  return { replies: { local, domain }, imap: url === undefined ? undefined : { url, moveTo } };
}

function storageSettings(given: Settings): Config['storage'] {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = given;
  if (endpoint === undefined && accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (endpoint === undefined) throw new StartError('S3_ENDPOINT: required with the other settings of S3');
  if (accessKeyId === undefined) throw new StartError('S3_ACCESS_KEY_ID: required with S3_ENDPOINT');
  if (secretAccessKey === undefined) throw new StartError('S3_SECRET_ACCESS_KEY: required with S3_ENDPOINT');
  return { endpoint, region: given.S3_REGION, accessKeyId, secretAccessKey };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
