import { CallFailed } from '../../../src/crm/call-failed.ts';
import type { Call } from '../../../src/crm/connector.ts';

/** A connector's `Call` without an engine around it: no bucket, no circuit, no log; it ends after `timeout` ms. */
export function plainCall(timeout = 400): Call {
  return async ({ method, url, headers, body, name }) => {
    try {
      const answer = await fetch(url, {
        method,
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout),
      });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      throw new CallFailed(late ? 'timeout' : 'down', `${name} was not answered`, { cause: error });
    }
  };
}
