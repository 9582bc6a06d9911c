import { describe, expect, it } from 'vitest'
import { isBlockedHost } from '../../../src/host/http/blocked-host.js'

const blocked: Readonly<Record<string, readonly string[]>> = {
  'a missing host': [''],
  'names of this machine': ['localhost', 'LOCALHOST', 'LocalHost', 'ip6-localhost', 'IP6-Localhost', 'ip6-loopback'],
  '127/8': ['127.0.0.0', '127.0.0.1', '127.0.0.2', '127.1.2.3', '127.255.255.255'],
  '10/8': ['10.0.0.0', '10.0.0.1', '10.1.2.3', '10.255.255.255'],
  '172.16/12': ['172.16.0.0', '172.16.0.1', '172.20.10.5', '172.31.255.255'],
  '192.168/16': ['192.168.0.0', '192.168.0.1', '192.168.1.254', '192.168.255.255'],
  '0/8': ['0.0.0.0', '0.0.0.1', '0.1.2.3', '0.255.255.255'],
  '169.254/16': ['169.254.0.0', '169.254.169.254', '169.254.255.255'],
  '100.64/10': ['100.64.0.0', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  '224-239/8': ['224.0.0.0', '224.0.0.1', '230.1.2.3', '239.255.255.250', '239.255.255.255'],
  'four numbers among other labels': [
    '10.0.0.1.',
    '127.0.0.1.',
    '.10.0.0.1',
    '10..0.0.1',
    '10.0.0.1.example.com',
    '127.0.0.1.nip.io',
    'a.10.b.0.c.0.d.1',
    'www.192.168.0.1',
    '10.0.0.1.256',
    '999.10.0.0.1',
  ],
  'leading zeros, read as decimal': ['010.0.0.1', '127.000.000.001', '0127.0.0.1', '192.168.000.001'],
  'IPv6 of this machine': ['::1', '::'],
  'fe80:': ['fe80::', 'fe80::1', 'FE80::1', 'fe80::1%en0', 'fe80::1%25en0', 'fe80:0:0:0:0:0:0:1'],
  'fc and fd': [
    'fc00::',
    'fc00::1',
    'FC00::1',
    'fcff:1::2',
    'fd00::1',
    'fd12:3456:789a::1',
    'FDFF::1',
    'fd::1',
    'fc::1',
  ],
  'IPv4 in IPv6': [
    '::ffff:127.0.0.1',
    '::FFFF:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:172.16.0.1',
    '::ffff:192.168.1.1',
    '::ffff:169.254.169.254',
    '::ffff:100.64.0.1',
    '::ffff:0.0.0.0',
    '::ffff:224.0.0.1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '2001:db8::192.168.0.1',
  ],
  'one number (stricter than the app)': [
    '2130706433',
    '167772161',
    '2886729729',
    '3232235521',
    '2851995902',
    '1681915905',
    '3758096385',
    '0',
    '1',
    '017700000001',
  ],
  'hexadecimal (stricter than the app)': [
    '0x7f000001',
    '0X7F000001',
    '0x7f.0x0.0x0.0x1',
    '0x7f.0.0.1',
    '0x7f.1',
    '0xa9fea9fe',
    '0x0a000001',
    '0xc0a80001',
    '0x0',
  ],
  'octal (stricter than the app)': ['0177.0.0.1', '0177.1', '012.0.0.1', '0300.0250.0.1', '0251.0376.0251.0376'],
  'fewer than four numbers (stricter than the app)': [
    '127.1',
    '127.0.1',
    '10.1',
    '10.0.257',
    '192.168.257',
    '169.254.43518',
  ],
  'other spellings of IPv6 (stricter than the app)': [
    '0:0:0:0:0:0:0:1',
    '0:0:0:0:0:0:0:0',
    '0000:0000:0000:0000:0000:0000:0000:0001',
    '::0001',
    '::0:1',
    '0::1',
    '::0.0.0.1',
    '0::',
  ],
  'escapes and wide digits (stricter than the app)': [
    '%31%32%37.0.0.1',
    'localh%6fst',
    '１２７.０.０.１',
    '127。0。0。1',
    'ⓛocalhost',
  ],
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  'public IPv4': ['1.1.1.1', '8.8.8.8', '93.184.216.34', '203.0.113.7', '198.51.100.1', '223.255.255.255'],
  'neighbours of blocked networks': [
    '1.0.0.0',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
  ],
  '240/4': ['240.0.0.0', '240.0.0.1', '255.255.255.254', '255.255.255.255'],
  '192.0.0.0/24': ['192.0.0.0', '192.0.0.1', '192.0.0.170', '192.0.2.1'],
  'numbers of public addresses': ['134744072', '0x08080808', '8.8'],
  names: [
    'example.com',
    'EXAMPLE.com',
    'api.example.com',
    'localhost.example.com',
    'local',
    'router',
    'münchen.example',
  ],
  'names that look local': [
    'foo.localhost',
    'localhost.',
    'localhost.localdomain',
    'ip6-loopback.example',
    'mylocalhost',
  ],
  'names that begin like IPv6': ['fc.example.com', 'fcbarcelona.example', 'fd-shop.example', 'fe80.example'],
  'names with other counts of numbers': [
    '10.0.0.example.com',
    '1.10.0.0.1.example.com',
    '127.0.0.1.5.example',
    'a.127.1',
  ],
  'numbers above 255': ['256.0.0.1', '300.300.300.300', '1270.0.0.1'],
  'other IPv6': [
    '2001:db8::',
    '2001:db8::1',
    '2606:4700:4700::1111',
    '::2',
    '1::',
    'fe90::1',
    'febf::1',
    'fec0::1',
    'ff02::1',
    '::fe80:1',
  ],
  'public IPv4 in IPv6': ['::ffff:8.8.8.8', '::ffff:1.1.1.1', '64:ff9b::8.8.8.8'],
  'private IPv4 in hexadecimal IPv6': ['::ffff:7f00:1', '::ffff:a00:1', '2002:7f00:1::'],
}

describe.each(Object.entries(blocked))('%s', (_, hosts) => {
  it.each(hosts)('"%s" is blocked', (host) => {
    expect(isBlockedHost(host)).toBe(true)
  })
})

describe.each(Object.entries(allowed))('%s', (_, hosts) => {
  it.each(hosts)('"%s" is allowed', (host) => {
    expect(isBlockedHost(host)).toBe(false)
  })
})

it('a local or private address is blocked in every spelling of the table, and no other', () => {
  const spellings = [...Object.values(blocked), ...Object.values(allowed)].flat()
  expect(new Set(spellings).size).toBe(spellings.length)
  expect(spellings.length).toBeGreaterThan(150)
  const verdicts = spellings.filter(isBlockedHost)
  expect(verdicts).toEqual(Object.values(blocked).flat())
})
