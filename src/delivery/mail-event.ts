import { z } from 'zod';
import type { messageStates } from '../followups/table.ts';

type State = (typeof messageStates)[number];

/** What an event says of a mail. `address` is whom it was for, lower-cased. */
export type MailEvent = {
  id: string;
  messageId: string | undefined;
  providerId: string;
  address: string | undefined;
  state: State;
  reason: string;
  /** The address takes no mail for good; `soft`: not this time. */
  suppress: 'bounced' | 'complained' | undefined;
  soft: boolean;
  at: Date;
};

const tagName = 'message';
/** Resend's published shape, and the older one of a list of tags. Whatever else it holds is left alone. */
const told = z.object({
  type: z.string(),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string().max(200),
    to: z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]),
    tags: z
      .union([
        z.record(z.string(), z.string()).transform((tags) => tags[tagName]),
        z
          .array(z.object({ name: z.string(), value: z.string() }))
          .transform((tags) => tags.find(({ name }) => name === tagName)?.value),
      ])
      .optional()
      .catch(undefined),
    bounce: z
      .object({ type: z.string().catch(''), subType: z.string().catch(''), message: z.string().catch('') })
      .optional()
      .catch(undefined),
    failed: z
      .object({ reason: z.string().catch('') })
      .optional()
      .catch(undefined),
    suppressed: z
      .object({ reason: z.string().catch(''), message: z.string().catch('') })
      .optional()
      .catch(undefined),
  }),
});

type Told = z.output<typeof told>;
const uuid = z.uuid();

/** Reads an event about a mail; undefined where it is not one that anything can be made of. */
export function readMailEvent(id: string, content: unknown): MailEvent | undefined {
  const parsed = told.safeParse(content);
  if (!parsed.success) return undefined;
  const { created_at: at, data } = parsed.data;
  const messageId = uuid.safeParse(data.tags);
  const address = data.to[0]?.toLowerCase();
  return {
    id,
    messageId: messageId.success ? messageId.data : undefined,
    providerId: data.email_id,
    address: address?.replace(/^.*<([^<>]+)>\s*$/, '$1'),
    at,
    soft: false,
    suppress: undefined,
    reason: '',
    ...meaning(parsed.data),
  };
}

function meaning({ type, data }: Told): Partial<MailEvent> & Pick<MailEvent, 'state'> {
  if (type === 'email.delivered') return { state: 'delivered' };
  if (type === 'email.delivery_delayed') return { state: 'deferred' };
  if (type === 'email.complained') return { state: 'complained', suppress: 'complained' };
  if (type === 'email.failed') return { state: 'failed', reason: told500(`Resend: ${data.failed?.reason ?? ''}`) };
  if (type === 'email.suppressed') {
    const suppress = data.suppressed?.reason === 'previous_complaint' ? 'complained' : 'bounced';
    return { state: 'suppressed', suppress, reason: 'suppressed' };
  }
  if (type !== 'email.bounced') return { state: 'sent' };
  const { type: sort = '', subType = '', message = '' } = data.bounce ?? {};
  const words = told500([subType, message].filter(Boolean).join(': '));
  // Only what is said to be for good is: a full mailbox may be emptied.
  if (sort === 'Permanent') return { state: 'bounced', suppress: 'bounced', reason: words };
  return { state: 'bounced', soft: true, reason: `soft: ${words}` };
}

function told500(text: string): string {
  return text.slice(0, 500).toWellFormed();
}
