import { BlockList, isIP } from 'node:net';
import { Forbidden } from '#libs/contracts';

/** `Forwarded`, `X-Forwarded-…`, `Via`, `X-Real-IP` and their like: what proxies add. */
const FORWARDING_HEADER = /forwarded|^via$|(?:real|client|connecting)-ip$/;

const LOOPBACK = addressList(['127.0.0.0/8', '::1']);

/** A set of addresses and CIDR ranges, of both families; an IPv4-mapped IPv6 address counts as the IPv4 one. */
export function addressList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

export function includesAddress(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * @param ranges of a caller; any address may be its own where there are none.
 * @throws Forbidden
 */
export function requireAddress(ranges: readonly string[], address: string): void {
  if (ranges.length === 0 || includesAddress(addressList(ranges), address)) return;
  throw new Forbidden('This key may not be used from your address.', {
    layer: 'ip',
    rule: 'key-ips',
    hint: 'The operator lists the addresses of a key in the access file, and proxies in TRUSTED_PROXIES.',
  });
}

/** A client on this machine, and not a proxy on it that speaks for someone else. */
export function isLoopbackClient(
  remoteAddress: string | undefined,
  headers: Readonly<Record<string, unknown>>,
): boolean {
  const forwarded = Object.keys(headers).some((name) => FORWARDING_HEADER.test(name));
  return remoteAddress !== undefined && !forwarded && includesAddress(LOOPBACK, remoteAddress);
}
