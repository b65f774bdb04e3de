import { BlockList, isIP } from 'node:net';

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

const lists = new WeakMap<readonly string[], BlockList>();

/** Whether who comes from an address may; anybody may where there are no ranges. They are compiled once. */
export function mayComeFrom(ranges: readonly string[], address: string): boolean {
  if (ranges.length === 0) return true;
  let list = lists.get(ranges);
  if (!list) {
    list = addressList(ranges);
    lists.set(ranges, list);
  }
  return includesAddress(list, address);
}

/** A client on this machine, and not a proxy on it that speaks for someone else. */
export function isLoopbackClient(
  remoteAddress: string | undefined,
  headers: Readonly<Record<string, unknown>>,
): boolean {
  const forwarded = Object.keys(headers).some((name) => FORWARDING_HEADER.test(name));
  return remoteAddress !== undefined && !forwarded && includesAddress(LOOPBACK, remoteAddress);
}

/** What one client can be taken to have of addresses: an IPv4 address, or a /64 of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(?<ipv4>[\d.]+)$/i.exec(address)?.groups?.['ipv4'];
  if (mapped !== undefined) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, GROUPS - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last];
  return groups
    .slice(0, GROUPS / 2)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Of an IPv6 address. */
const GROUPS = 8;
