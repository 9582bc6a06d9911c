import { BlockList } from 'node:net'
import { parseURL } from './request-url.js'

const names: readonly string[] = ['', 'localhost', 'ip6-localhost', 'ip6-loopback']

const networks = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['224.0.0.0', 4],
] as const

const blocked = new BlockList()
for (const [network, bits] of networks) blocked.addSubnet(network, bits)

/**
 * Whether the app refuses to send a request to a host, judged by its text alone: no name is looked up.
 *
 * @example
 * isBlockedHost('192.168.0.1') // true
 * isBlockedHost('router.example.com') // false, wherever that leads
 *
 * @remarks
 * The text is judged as it stands and as `fetch` would read it, so that `2130706433`, `0x7f000001` and `127.1` are
 * blocked as well: the app may let them pass (fact sheet, section 6.4). Brackets of an IPv6 address are left out.
 */
export function isBlockedHost(host: string): boolean {
  return isBlockedText(host.toLowerCase()) || isBlockedText(asFetchReads(host))
}

function isBlockedText(host: string): boolean {
  if (names.includes(host)) return true
  return host.includes(':') ? isBlockedIPv6(host) : isBlockedIPv4(host)
}

function isBlockedIPv6(host: string): boolean {
  if (host === '::1' || host === '::' || /^(?:fe80:|fc|fd)/.test(host)) return true
  const last = host.slice(host.lastIndexOf(':') + 1)
  return /^\d+\.\d+\.\d+\.\d+$/.test(last) && isBlockedIPv4(last)
}

/** The app counts the labels that are numbers and leaves the others out: `10.0.0.1.example.com` is blocked. */
function isBlockedIPv4(host: string): boolean {
  const numbers = host
    .split('.')
    .filter((label) => /^\d+$/.test(label))
    .map(Number)
    .filter((number) => number <= 255)
  return numbers.length === 4 && blocked.check(numbers.join('.'))
}

function asFetchReads(host: string): string {
  const url = parseURL(`http://${host.includes(':') ? `[${host}]` : host}`)
  return url === undefined ? host : withoutBrackets(url.hostname)
}

/** The host of a URL as texts of hosts are written here. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
