import { modelled, open, reasons, type Section } from '../fact.js'

const violations = 'test/host/rules/request-rules.test.ts'
const folder = 'test/host/http'
const request = `${folder}/http-request.test.ts`
const url = `${folder}/request-url.test.ts`
const admission = `${folder}/admission.test.ts`
const guard = `${folder}/address-guard.test.ts`
const hosts = `${folder}/blocked-host.test.ts`
const simulator = `${folder}/http.test.ts`
const exchange = `${folder}/exchange.test.ts`
const failure = `${folder}/fetch-failure.test.ts`
const redirect = `${folder}/redirect.test.ts`
const prepared = `${folder}/prepared-reply.test.ts`
const ofTest = `${folder}/fetch-of-test.test.ts`

export const http: readonly Section[] = [
  {
    number: '6.1',
    name: 'http_request: the request',
    facts: [
      modelled('is a JSON object: else a violation', violations, 'is broken by %s with text that is no JSON'),
      modelled('has a method and a url: else a violation', violations, 'is broken by %s with %j'),
      modelled('is invalid without an object, a method or a url', request, '%s is no request'),
      modelled('a method is written in upper case', request, 'writes the method in upper case'),
      modelled('a url is refused only where it is no URL for Foundation either', url, '"%s" is no URL'),
      open(
        'spaces and other signs in a URL are escaped where Foundation does it',
        'a deviation: the URL is sent as `fetch` reads it; where `fetch` cannot, the answer is `network_error`',
      ),
      modelled(
        'headers, body, encoding, timeout and redirects have defaults',
        request,
        'fills in what the request leaves out',
      ),
      modelled(
        'headers of which one is no text are ignored as a whole',
        request,
        'are ignored as a whole where one is no text: %j',
      ),
      modelled(
        'a body in broken base64 is not sent, without an error',
        simulator,
        'has no body where its base64 is broken, and no error',
      ),
      modelled('a timeout that is no integer is 30 s, one above 300 s is 300 s', request, 'a timeout_ms of %j is %d'),
      modelled(
        'a timeout has no lower limit: 0 or less is over at once',
        simulator,
        'is over at once where the request gives none',
      ),
      modelled('the User-Agent names the app and the plugin', simulator, 'app and plugin'),
      modelled(
        'a User-Agent of the plugin stays in front, with one space',
        simulator,
        'what the plugin has set, in front',
      ),
      modelled(
        'headers of the connection are not those of the plugin',
        simulator,
        'leaves headers of the connection to fetch',
      ),
      modelled('the request is made by the `fetch` of the test', simulator, 'is made by the fetch of that moment'),
      modelled(
        'a `fetch` that msw or nock had replaced before the package was loaded answers too',
        ofTest,
        'is taken for a mock',
      ),
      modelled('the MockAgent of undici answers', ofTest, 'answers, while it is the global dispatcher'),
      modelled(
        'without a mock nothing goes out but to hosts that the test allows',
        exchange,
        "no host is asked that is not allowed, under the profile '%s'",
      ),
      open(
        'cookies are kept in memory and sent again',
        'a deviation: no cookie is kept, so that tests do not meet those of others',
      ),
      open('10 connections at most to a host, by the proxy of the system', reasons.app),
    ],
  },
  {
    number: '6.2',
    name: 'http_request: the response',
    facts: [
      modelled(
        'has body, encoding, elapsed time, lower-case headers and status',
        simulator,
        'has body, encoding, elapsed time, lower-case headers and status, in the bytes of the app',
      ),
      modelled(
        'has them as well where the test has prepared it',
        prepared,
        'fills in what the app always has, in its order',
      ),
      modelled('a body that is no UTF-8 is base64', simulator, 'bytes that are no UTF-8'),
      modelled('an empty body is utf8', simulator, 'nothing'),
      modelled('a status other than 2xx is no error', simulator, 'of the status %d is no error'),
    ],
  },
  {
    number: '6.3',
    name: 'http_request: checks and errors',
    facts: [
      modelled(
        'invalid_request, ssrf_blocked, rate limit and size are checked in this order',
        admission,
        'checks JSON, address, rate and size in this order',
      ),
      modelled(
        'their errors have no elapsed_ms',
        admission,
        'answers the errors of the checks in the bytes of the app',
      ),
      modelled(
        'requests that are invalid or blocked leave the rate alone',
        admission,
        'is not used by requests that are invalid or blocked',
      ),
      modelled('requests that fail later use it', admission, 'is used by requests that fail later'),
      modelled('the rate is that of a plugin and an agent', admission, 'is that of a plugin and an agent'),
      modelled(
        'calls without an agent and those of the Default agent share one rate',
        admission,
        'of calls without an agent is shared with %s',
      ),
      modelled('rate_limit_exceeded has retry_after_ms', admission, 'is 60 requests in any 60 seconds'),
      modelled(
        'request_too_large is for bytes after decoding',
        admission,
        'of a body are those of its bytes, not of its base64',
      ),
      modelled('errors of the network have elapsed_ms', simulator, 'has its code and the time that it took'),
      modelled('errors of the network have codes of their own', failure, '%s is %s'),
      modelled('connection_timeout, where there is no reply in time', simulator, 'is %s'),
      modelled('connection_refused, where nobody listens', exchange, 'a connection is refused'),
      modelled('tls_error, where TLS fails', exchange, 'but with one without TLS, https is an error of TLS'),
      modelled('invalid_response, where a server speaks no HTTP', exchange, 'that speaks no HTTP'),
      modelled(
        'response_too_large, as soon as it is',
        simulator,
        'of a body that comes are limited, and reading stops there',
      ),
      modelled(
        'host_timeout after 1800 s, without elapsed_ms',
        simulator,
        'is 1800 s over all redirects, and says then not how long it took',
      ),
      modelled('errors that a test prepares have these fields too', prepared, '%s has elapsed_ms'),
    ],
  },
  {
    number: '6.4',
    name: 'http_request: addresses that are blocked',
    facts: [
      modelled(
        'local and private addresses, by their text',
        hosts,
        'a local or private address is blocked in every spelling of the table, and no other',
      ),
      modelled('a host of four numbers is an address, whatever stands behind it', hosts, '10.0.0.1.example.com'),
      modelled('a URL without a host, whatever its scheme', admission, 'file:///etc/hosts'),
      modelled('all other names, wherever they lead', hosts, 'foo.localhost'),
      modelled('hosts that the test allows are not blocked', guard, '%s covers %s, which is not blocked'),
      modelled("addresses are blocked under 'production' alone", admission, "are not blocked under the profile 'full'"),
      modelled(
        'numbers such as 2130706433, 0x7f000001 and 127.1 are blocked, which the app may let pass',
        hosts,
        '0x7f000001',
      ),
      modelled('other spellings of ::1 and :: are blocked, which the app lets pass', hosts, '0:0:0:0:0:0:0:1'),
      modelled('escapes and wide digits are read as `fetch` reads them, which the app may not', hosts, 'localh%6fst'),
    ],
  },
  {
    number: '6.5',
    name: 'http_request: redirects',
    facts: [
      modelled('are followed by hand', simulator, 'are followed to the answer'),
      modelled('each target is checked', simulator, 'to %s are blocked'),
      modelled('are answers where follow_redirects is false', simulator, 'are answers where follow_redirects is false'),
      modelled('a target may be relative', redirect, 'of "%s" is %s'),
      modelled(
        'without a Location, or with one that leads nowhere, are answers',
        redirect,
        'one without a Location, or with one that leads nowhere',
      ),
      modelled(
        '301, 302 and 303 become GET without a body',
        redirect,
        'a %d makes a GET without body of anything but GET and HEAD',
      ),
      modelled('307, 308 and the others keep method and body', redirect, 'a %d keeps both'),
      modelled('are an error after 20', simulator, 'are followed 20 times, and are an error after that'),
      modelled(
        'lose Authorization and Cookie when they leave scheme, host or port',
        redirect,
        'are lost for another %s',
      ),
      modelled('each may take the time of the request', simulator, 'starts anew with each redirect'),
      modelled('count as one request', simulator, 'count as one request'),
    ],
  },
]
