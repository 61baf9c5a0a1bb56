import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/**
 * The address that a request comes from: the socket's, or with `TRUST_PROXY` the last entry of that header, which is
 * the one that our own proxy wrote. An IPv6 address is cut to its /64, which one subscriber holds whole.
 */
export function clientAddress(c: Context, trustProxy: string | undefined): string {
  const forwarded = trustProxy === undefined ? undefined : c.req.header(trustProxy)?.split(',').at(-1)?.trim();
  const bindings: Partial<HttpBindings> | undefined = c.env;
  const address = forwarded || bindings?.incoming?.socket.remoteAddress || 'unknown';
  return isIPv6(address) ? network64(address) : address;
}

/** A keyed hash of an address: tells whether two acts came from one place, without keeping where that was. */
export function hashAddress(secret: string, address: string): string {
  return createHmac('sha256', secret).update(`address\0${address}`).digest('base64url').slice(0, 16);
}

/** The same for who sends for others, a server or a kiosk: it stands in the ledger, and is nobody's address to count. */
export function hashOnBehalf(secret: string, who: string): string {
  return `${onBehalf}${hashAddress(secret, who)}`;
}

/** Whether a hash is that of somebody's address, so that acts from there can be counted. */
export function isOnesOwn(clientHash: string): boolean {
  return !clientHash.startsWith(onBehalf);
}

const onBehalf = 'for-others:';

function network64(address: string): string {
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice('::ffff:'.length);
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  if (tail === undefined) return left.slice(0, 4).join(':');
  const right = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
