import { addressList, includesAddress, isLoopbackClient, networkOf } from './client-address.js';

describe('address lists', () => {
  it.each<[string, string[], string, boolean]>([
    ['an address', ['192.0.2.7'], '192.0.2.7', true],
    ['its neighbour', ['192.0.2.7'], '192.0.2.8', false],
    ['the first of a range', ['10.0.0.0/8'], '10.0.0.0', true],
    ['the last of a range', ['10.0.0.0/8'], '10.255.255.255', true],
    ['the next after a range', ['10.0.0.0/8'], '11.0.0.0', false],
    ['one of several', ['10.0.0.0/8', '192.0.2.7'], '192.0.2.7', true],
    ['a mapped address of a range', ['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    ['a mapped address in hexadecimal', ['10.0.0.0/8'], '::ffff:a01:203', true],
    ['a mapped address outside', ['10.0.0.0/8'], '::ffff:11.0.0.1', false],
    ['an IPv6 address', ['2001:db8::7'], '2001:db8::7', true],
    ['the same in long', ['2001:db8::7'], '2001:0DB8:0:0:0:0:0:7', true],
    ['an IPv6 range', ['2001:db8::/32'], '2001:db8:ffff::1', true],
    ['outside of an IPv6 range', ['2001:db8::/32'], '2001:db9::1', false],
    ['everything of IPv4', ['0.0.0.0/0'], '203.0.113.9', true],
    ['and nothing of IPv6', ['0.0.0.0/0'], '2001:db8::1', false],
    ['an address with a zone', ['10.0.0.0/8'], 'fe80::1%eth0', false],
    ['no address', ['0.0.0.0/0', '::/0'], 'localhost', false],
    ['nothing', ['0.0.0.0/0', '::/0'], '', false],
    ['an empty list', [], '127.0.0.1', false],
  ])('%s', (_what, ranges, address, included) => {
    expect(includesAddress(addressList(ranges), address)).toBe(included);
  });
});

describe('isLoopbackClient', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('is a client at %s', (address) => {
    expect(isLoopbackClient(address, { host: 'localhost', 'user-agent': 'x' })).toBe(true);
  });

  it.each(['10.0.0.1', '128.0.0.1', '::2', '::ffff:10.0.0.1', '2001:db8::1', undefined, ''])(
    'is not one at %p',
    (address) => {
      expect(isLoopbackClient(address, {})).toBe(false);
    },
  );

  it.each([
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded-server',
    'x-forwarded-prefix',
    'x-original-forwarded-for',
    'x-real-ip',
    'x-client-ip',
    'x-cluster-client-ip',
    'cf-connecting-ip',
    'true-client-ip',
  ])('is not a proxy on this machine that sends %s', (header) => {
    expect(isLoopbackClient('127.0.0.1', { [header]: 'x' })).toBe(false);
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0db8::00ff:1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
