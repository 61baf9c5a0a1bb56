import type { IncomingMail } from './incoming.ts';
import type { replies } from './table.ts';

/** What absences call themselves where their program sets no header. Only at the start: a person may speak of one. */
const absences =
  /^((re|tr|fwd?) ?: ?)?(réponse automatique|reponse automatique|automatic reply|auto(matic)?[ -]?(reply|response|réponse)|out of (the )?office|absen(ce|t|te) du bureau|message d['’]absence|avis d['’]absence|absence ?:|en vacances|on vacation|vacation (reply|response)|je suis absente?\b|i am out of (the )?office)/i;

/** Local parts that no person writes from (RFC 2142; what mail servers call themselves). */
const machines = /^(mailer-daemon|postmaster|no-?reply|ne-pas-repondre|do-?not-?reply|bounces?)([+=-].*)?@/i;

/**
 * Tells what a person wrote from what a program sent, so that no machine counts as an answer and none is answered:
 * RFC 3834 (Auto-Submitted, an empty Return-Path), RFC 3464 (reports on deliveries), RFC 3798 (receipts), RFC 2919
 * (lists), and what programs do instead.
 */
export function tellKind(mail: IncomingMail): (typeof replies.$inferSelect)['kind'] {
  const header = (name: string) => mail.headers.get(name)?.toLowerCase() ?? '';
  const type = header('content-type');
  if (mail.report || /^multipart\/report\b.*delivery-status/.test(type)) return 'bounce';
  if (type.startsWith('multipart/report')) return 'automatic';
  if (
    /^(mailer-daemon|postmaster)@/.test(mail.from) &&
    /undeliver|non remis|failure|échec|returned mail/i.test(mail.subject)
  ) {
    return 'bounce';
  }
  if (mail.answersInvitation) return 'calendar';
  const submitted = header('auto-submitted');
  const automatic =
    (submitted !== '' && !/^no\b/.test(submitted)) ||
    /^(bulk|junk|list|auto_reply)\b/.test(header('precedence')) ||
    // No Feedback-ID: Fastmail writes one on what people write by hand.
    ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress', 'list-id'].some((name) => mail.headers.has(name)) ||
    (mail.headers.has('return-path') && header('return-path').replace(/[<>\s]/g, '') === '') ||
    machines.test(mail.from) ||
    absences.test(mail.subject);
  return automatic ? 'automatic' : 'reply';
}
