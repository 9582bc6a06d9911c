import { modelled, open, reasons, type Section } from '../fact.js'

const routes = 'test/plugin/route.test.ts'

export const routesAndWeb: readonly Section[] = [
  {
    number: '11.1',
    name: 'Routes: processing',
    facts: [
      open('CORS, agent, auth, tunnel and rate are checked in this order', reasons.server),
      modelled(
        'without handle_route there is no answer',
        'test/plugin/plugin-driver.test.ts',
        'rejects with CALLBACK_MISSING, which says what to fill',
      ),
      modelled('NULL is an error', routes, 'that is NULL rejects with NULL_RESULT'),
      modelled('a response that cannot be used is an error', routes, 'of %s rejects with INVALID_RESPONSE'),
      modelled(
        'its string is given back all the same',
        'test/plugin/plugin-driver.test.ts',
        'are given back when the response of a route cannot be used',
      ),
      modelled(
        'a call that takes too long is an error',
        'test/plugin/timeouts.test.ts',
        'rejects with CALL_TIMED_OUT, which names the frame and shows the calls',
      ),
    ],
  },
  {
    number: '11.2',
    name: 'Routes: the request',
    facts: [
      modelled('has all its keys, always', routes, 'is filled as the app fills it'),
      modelled(
        'has lower-case header names, the last duplicate wins',
        routes,
        'has lower-case header names, the last of two spellings winning',
      ),
      open('query and path parameters are decoded', reasons.server),
      modelled('what the test gives stands in it', routes, 'keeps what the test gives'),
      open(
        'base_url is that of the tunnel while it is up',
        'it is that of the local server, unless the test gives another',
      ),
    ],
  },
  {
    number: '11.3',
    name: 'Routes: the response',
    facts: [
      modelled('has a whole number as status', routes, 'a status with a fraction'),
      modelled('headers and body may be left out', routes, 'a status alone'),
      modelled('headers are texts', routes, 'headers that are numbers'),
      modelled('base64 is strict: padding required', routes, 'base64 without padding'),
      modelled('base64 is strict: no white space', routes, 'base64 with white space'),
      modelled('headers and body may be null', routes, 'null headers and body'),
      modelled('another encoding is text', routes, 'an unknown encoding as text'),
      open('the host adds CORS headers, Content-Length and Connection', reasons.server),
    ],
  },
  {
    number: '11.4',
    name: 'Routes: matching',
    facts: [
      modelled('an exact path comes first', routes, 'the route of that very path'),
      modelled('parameters come before wildcards', routes, 'a route with a parameter before a wildcard'),
      modelled('methods filter first', routes, 'the wildcard where the method fits no other'),
      modelled('a wildcard matches everything below', routes, 'the wildcard for everything below'),
      modelled(
        'a wildcard stands at the end, any other is taken literally',
        routes,
        'takes it literally: %s is for %o',
      ),
      modelled('without a method that fits there is no match', routes, 'none where no method fits'),
      open('parameters are taken out of the path and decoded', reasons.server),
    ],
  },
  {
    number: '11.5',
    name: 'Static web',
    facts: [
      open('files below static_dir are served, others fall back to the entry', reasons.server),
      open('a file outside of static_dir is forbidden, also behind a link', reasons.server),
      open('the mount is asked before the routes', reasons.server),
      open('HTML gets `window.__osaurus`', reasons.server),
    ],
  },
]
