import { lookup } from 'node:dns';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { CallAnswer, Transport } from '../connector.ts';
import { isLoopback, isPublicAddress } from './public-address.ts';

const keptOfAnswer = 2_000;

class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** What is wrong with an address that an organizer typed; undefined where it may be tried. */
export function endpointFault(typed: string, mayBeLoopback: boolean): string | undefined {
  if (!URL.canParse(typed)) return 'not a URL';
  const url = new URL(typed);
  const host = bareHost(url);
  const isOwn = mayBeLoopback && (host === 'localhost' || isLoopback(host));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwn)) return 'not https';
  // They would stand in logs and proxies; the signature is what a receiver knows us by.
  if (url.username !== '' || url.password !== '') return 'a password in the address';
  if (isIP(host) !== 0 && !isAllowed(host, mayBeLoopback)) return `${host} is not an address of the public internet`;
  return undefined;
}

/**
 * Sends a request to an address that an organizer typed. The name is resolved once, each address that it has is judged,
 * and the connection goes to the very ones that were judged: a name that answers otherwise a moment later (DNS rebinding)
 * gets nowhere. Redirects are answers like any other and are not followed, and no proxy of the environment is used.
 * Loopback is for development, where Terrain itself is served from there.
 * @throws Refusal `blocked-address` before anything was sent; CallFailed where no answer came.
 */
export const guardedSend: Transport = async (request, { signal, development }) => {
  const fault = endpointFault(request.url, development);
  if (fault !== undefined) throw new Refusal('blocked-address', fault);
  const url = new URL(request.url);
  const send = url.protocol === 'http:' ? overHttp : overHttps;
  const bytes = Buffer.from(request.body ?? '');
  const options = {
    method: request.method,
    headers: { ...request.headers, 'content-length': bytes.length },
    lookup: judged(development),
    // A connection that was kept would be one to an address that was judged earlier.
    agent: false,
    signal,
  };
  return await new Promise<CallAnswer>((resolve, reject) => {
    const failed = (error: Error) => reject(failure(error, signal));
    const sending = send(url, options, (response) => {
      const headers = new Headers();
      for (const [name, value = ''] of Object.entries(response.headers)) headers.set(name, String(value));
      let text = '';
      const done = () => resolve({ status: response.statusCode ?? 0, headers, text });
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text = (text + part).slice(0, keptOfAnswer);
        // The status has said it all; the rest is not waited for.
        if (text.length === keptOfAnswer) response.destroy();
      });
      response.on('error', done);
      response.on('close', done);
    });
    sending.on('error', failed);
    sending.end(bytes);
  });
};

/** Looks a name up as Node would, and hands on nothing unless every address may be called. */
function judged(mayBeLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const wrong = found.find(({ address }) => !isAllowed(address, mayBeLoopback));
      if (wrong || found.length === 0) {
        return callback(new AddressRefused(`${hostname} leads to ${wrong?.address ?? 'nowhere'}`), '');
      }
      if (options.all) return callback(null, found);
      callback(null, found[0]?.address ?? '', found[0]?.family);
    });
  };
}

function isAllowed(address: string, mayBeLoopback: boolean): boolean {
  return isPublicAddress(address) || (mayBeLoopback && isLoopback(address));
}

function failure(error: Error, signal: AbortSignal): Error {
  if (error instanceof AddressRefused) return new Refusal('blocked-address', error.message);
  if (signal.aborted) return new CallFailed('timeout', 'no answer in time', { cause: error });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return new CallFailed('down', code, { cause: error });
}

/** Without the brackets of an IPv6 address. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
