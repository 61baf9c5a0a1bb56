import { setTimeout as delay } from 'node:timers/promises';

/** What a stream of server-sent events says, one event after the other. */
export type Hearing = {
  /** The next event as it was written, `end` once the stream is over, `silence` where nothing comes in time. */
  next(within?: number): Promise<string>;
  leave(): Promise<void>;
};

/** Listens to an answer as a browser does. */
export function listenTo(answer: Response): Hearing {
  const reader = answer.body?.getReader();
  if (!reader) throw new Error(`nothing to listen to: ${answer.status}`);
  const decoder = new TextDecoder();
  let text = '';
  let reading: ReturnType<typeof reader.read> | undefined;
  return {
    async next(within = 6_000) {
      const until = performance.now() + within;
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          return event;
        }
        reading ??= reader.read();
        const read = await Promise.race([
          reading.catch(() => ({ done: true, value: undefined })),
          delay(Math.max(1, until - performance.now()), undefined, { ref: false }),
        ]);
        if (!read) return 'silence';
        reading = undefined;
        if (read.done) return 'end';
        text += decoder.decode(read.value, { stream: true });
      }
    },
    leave: async () => await reader.cancel().catch(() => {}),
  };
}

/** The markup that an event carries. */
export function htmlOf(event: string): string {
  const line = event.split('\n').find((one) => one.startsWith('data: {'));
  const data: unknown = JSON.parse(line?.slice('data: '.length) ?? 'null');
  if (typeof data !== 'object' || data === null || !('html' in data) || typeof data.html !== 'string') {
    throw new Error(`no markup in: ${event}`);
  }
  return data.html;
}
