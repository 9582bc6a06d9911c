import { modelled, open, reasons, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'

export const http: readonly Section[] = [
  {
    number: '6.1',
    name: 'http_request: the request',
    facts: [
      modelled('is a JSON object: else a violation', requests, 'is broken by %s with text that is no JSON'),
      modelled('has a method and a url: else a violation', requests, 'is broken by %s with %j'),
      open('headers, body, encoding, timeout and redirects have defaults', reasons.http),
      open('headers of which one is no text are ignored as a whole', reasons.http),
      open('a body in broken base64 is not sent, without an error', reasons.http),
      open('the User-Agent names the app and the plugin', reasons.http),
    ],
  },
  {
    number: '6.2',
    name: 'http_request: the response',
    facts: [
      open('has body, encoding, elapsed time, lower-case headers and status', reasons.http),
      open('a body that is no UTF-8 is base64', reasons.http),
      open('a status other than 2xx is no error', reasons.http),
    ],
  },
  {
    number: '6.3',
    name: 'http_request: checks and errors',
    facts: [
      open('invalid_request, ssrf_blocked, rate limit and size are checked in this order', reasons.http),
      open('rate_limit_exceeded has retry_after_ms, errors of the network elapsed_ms', reasons.http),
      open('errors of the network have codes of their own', reasons.http),
    ],
  },
  {
    number: '6.4',
    name: 'http_request: addresses that are blocked',
    facts: [
      open('local and private addresses, by their text', reasons.http),
      open('a host of four numbers is an address, whatever stands behind it', reasons.http),
    ],
  },
  {
    number: '6.5',
    name: 'http_request: redirects',
    facts: [
      open('are followed by hand, each checked', reasons.http),
      open('301, 302 and 303 become GET without a body, 307 and 308 stay', reasons.http),
      open('are an error after 20', reasons.http),
      open('lose Authorization and Cookie when they leave the origin', reasons.http),
    ],
  },
]
