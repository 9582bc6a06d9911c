import { isIPv6 } from 'node:net'

/** The address of a request, as its text and as `fetch` reads it. */
export interface RequestURL {
  readonly text: string
  /** The host part of the text, without brackets; empty where it has none. */
  readonly host: string
  /** What `fetch` makes of the text; `undefined` where it cannot read it. */
  readonly url: URL | undefined
}

const authority = /^(?:[a-z][a-z\d+.-]*:)?\/\/([^/?#]*)/i
const hostAndPort = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::\d*)?$/

/**
 * Takes the host out of a URL; `undefined` for what is no URL.
 *
 * The URL of Foundation takes nearly everything, a path or plain words too, which then have no host. It refuses an empty
 * text, a port that is no number and brackets around anything but an IPv6 address (fact sheet, section 6.1).
 */
export function readURL(text: string): RequestURL | undefined {
  if (text === '') return undefined
  const host = hostIn(text)
  return host === undefined ? undefined : { text, host, url: parseURL(text) }
}

/** A text as `fetch` reads it; `undefined` where it cannot. */
export function parseURL(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

function hostIn(text: string): string | undefined {
  const found = authority.exec(text)?.[1]
  if (found === undefined) return ''
  const [, bracketed, plain] = hostAndPort.exec(found.slice(found.lastIndexOf('@') + 1)) ?? []
  if (bracketed === undefined) return plain
  return isIPv6(bracketed) ? bracketed : undefined
}
