import { z } from 'zod';
import { PermanentError } from '../errors.ts';

const timeoutMs = 30_000;

const file = z.object({
  filename: z.string().nullish(),
  content_type: z.string().nullish(),
  size: z.number().nullish(),
  download_url: z.string().nullish(),
});

/** What Resend keeps of a mail that came in (GET /emails/receiving/{email_id}); what it leaves out is as good as empty. */
const received = z.object({
  to: z.array(z.string()).catch([]),
  cc: z.array(z.string()).nullish(),
  /** Whom it was for by the envelope; newer than the published contract. */
  received_for: z.array(z.string()).nullish(),
  from: z.string().catch(''),
  subject: z.string().nullish(),
  message_id: z.string().nullish(),
  html: z.string().nullish(),
  text: z.string().nullish(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  /** The mail as it came; newer than the published contract, too. */
  raw: z.object({ download_url: z.string() }).nullish().catch(undefined),
  attachments: z.array(z.unknown()).catch([]),
});

const fileList = z.object({ data: z.array(file).catch([]) });

export type ResendReceived = z.output<typeof received>;
export type ResendFile = z.output<typeof file>;
type Settings = { apiKey: string; baseUrl: string };

/** A mail that came in, by the id that the webhook named. @throws PermanentError where Resend knows none. */
export async function fetchReceived(settings: Settings, emailId: string): Promise<ResendReceived> {
  return received.parse(await call(settings, `/emails/receiving/${encodeURIComponent(emailId)}`));
}

/** Its files, each with a signed address that works for a while. */
export async function fetchReceivedFiles(settings: Settings, emailId: string): Promise<ResendFile[]> {
  return fileList.parse(await call(settings, `/emails/receiving/${encodeURIComponent(emailId)}/attachments`)).data;
}

/** Downloads from a signed address; undefined for what has more than `most` bytes, which is not read to its end. */
export async function download(url: string, most: number): Promise<Buffer | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok || !response.body) throw new Error(`Resend: the download answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function call({ apiKey, baseUrl }: Settings, path: string): Promise<unknown> {
  const response = await fetch(baseUrl.replace(/\/+$/, '') + path, {
    headers: { authorization: `Bearer ${apiKey}`, 'user-agent': 'terrain' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status === 404) throw new PermanentError('Resend keeps no such mail');
  if (!response.ok) throw new Error(`Resend: ${response.status} for a mail that came in`);
  return await response.json();
}
