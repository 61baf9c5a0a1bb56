import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * IPv4 ranges that lead to nobody on the public internet, or to more than one (IANA special-purpose address registry,
 * RFC 6890): among them the providers' metadata services at 169.254.169.254 and 100.100.100.200.
 */
const refused4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/**
 * Of IPv6, what is not global unicast (2000::/3) is refused as a whole: loopback, link-local, unique local (AWS' metadata
 * at fd00:ec2::254), mapped and translated IPv4 (::ffff:0:0/96, 64:ff9b::/96). Of 2000::/3, what tunnels to IPv4 or is set
 * aside for protocols and for books.
 */
const refused6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [net, prefix] of refused4) special.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of refused6) special.addSubnet(net, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an IP address is one of the public internet: what an organizer typed may not lead into the house (OWASP, SSRF). */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return global6.check(address, 'ipv6') && !special.check(address, 'ipv6');
  return isIP(address) === 4 && !special.check(address, 'ipv4');
}

/** Whether an IP address is this machine itself. */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
