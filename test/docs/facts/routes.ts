import { modelled, open, type Section } from '../fact.js'

const routes = 'test/plugin/route.test.ts'
const processing = 'test/plugin/web/processing.test.ts'
const request = 'test/plugin/web/request.test.ts'
const response = 'test/plugin/web/response.test.ts'
const matching = 'test/plugin/web/match-route.test.ts'
const query = 'test/plugin/web/query.test.ts'
const files = 'test/plugin/web/static-files.test.ts'

export const routesAndWeb: readonly Section[] = [
  {
    number: '11.1',
    name: 'Routes: processing',
    facts: [
      modelled('/v1/api, /api and /v1 before the path are stripped', processing, 'may have %s before the path'),
      modelled(
        'OPTIONS is 204, and never reaches the plugin',
        processing,
        'is answered 204, and never reaches the plugin',
      ),
      modelled('no slash after the id is 404', processing, 'without a slash after the id'),
      modelled('".." in the sub-path is 400', processing, 'with ".." as a segment'),
      modelled('".." in the id is 400', processing, 'with ".." in the id'),
      modelled('the agent is that of the header', processing, 'that of its header before that of its query'),
      modelled('else that of the query', processing, 'that of its query'),
      modelled('no agent is 401', processing, 'missing: 401'),
      modelled('an agent that is no UUID is 401', processing, 'no UUID: 401'),
      modelled(
        'a bad header is not made good by the query',
        processing,
        'a header that is bad, which the query does not make good: 401',
      ),
      modelled('the agent need not be one that there is', processing, 'need not be one that there is'),
      modelled('the agent comes before the plugin', processing, 'is asked for before the plugin is looked for'),
      modelled('a plugin that is not loaded is 404', processing, 'is for a plugin that is loaded'),
      modelled('the web mount comes before the routes', files, 'come before routes, whatever the method'),
      modelled('no route is 404', processing, 'for no route'),
      modelled(
        'a route that is not exposed is 404 from outside, in the same words',
        processing,
        '%s finds only what is exposed',
      ),
      modelled('the relay is outside, though it asks from this machine', processing, 'with the mark of the relay'),
      modelled('the relay sets the agent', processing, 'is one who asks below the URL of the tunnel'),
      open(
        'loopback callers count as outside while the app trusts none',
        "a test says so itself, with from: 'network'",
      ),
      modelled('the owner has the access key', processing, 'with %s is answered %d'),
      modelled('auth owner without it is 401, also on loopback', processing, 'is 401 without a key, from %s'),
      modelled(
        'auth none and verify share a rate bucket, 429 when it is empty',
        processing,
        'holds for routes of none and verify together',
      ),
      modelled(
        'nothing else is counted',
        processing,
        'does not count what the owner asks for, nor static files, nor what matches nothing',
      ),
      modelled('without handle_route it is 501', processing, 'is answered 501'),
      modelled(
        'a call that takes too long is 500, and says "timed out"',
        processing,
        'that takes longer than the app waits is answered 500, and runs on',
      ),
      modelled('NULL is 500', processing, 'that answers NULL is answered 500'),
      open(
        'a plugin that shuts down meanwhile is 500',
        'calls in progress end before `destroy`, and none begins afterwards',
      ),
      modelled('a response that cannot be decoded is 500', response, 'is 500 for %s'),
      modelled('base64 that is none is 502', response, 'is 502 for base64 %s'),
      modelled('errors are JSON: {"error":{"message":...}}', processing, 'that fails is answered in JSON'),
      modelled(
        'called directly, without handle_route there is no answer',
        'test/plugin/plugin-driver.test.ts',
        'rejects with CALLBACK_MISSING, which says what to fill',
      ),
      modelled('called directly, NULL is an error', routes, 'that is NULL rejects with NULL_RESULT'),
      modelled(
        'called directly, a response that cannot be used is an error',
        routes,
        'of %s rejects with INVALID_RESPONSE',
      ),
      modelled(
        'its string is given back all the same',
        'test/plugin/plugin-driver.test.ts',
        'are given back when the response of a route cannot be used',
      ),
      modelled(
        'called directly, a call that takes too long is an error',
        'test/plugin/timeouts.test.ts',
        'rejects with CALL_TIMED_OUT, which names the frame and shows the calls',
      ),
    ],
  },
  {
    number: '11.2',
    name: 'Routes: the request',
    facts: [
      modelled('has all its keys, always', request, 'has all its keys, sorted and compact'),
      modelled('called directly, what is left out is filled in', routes, 'is filled as the app fills it'),
      modelled(
        'has lower-case header names, the last duplicate wins',
        routes,
        'has lower-case header names, the last of two spellings winning',
      ),
      modelled('the query is decoded, a + stays a +', query, '%s is %o'),
      modelled('of two parameters of a query the last wins, one without a value is empty', query, 'a=1&a=2'),
      modelled('the path is not decoded, and has no query', request, 'has the query decoded, its path not'),
      modelled('path parameters are decoded', request, 'has the query decoded, its path not'),
      modelled('what the test gives stands in it', routes, 'keeps what the test gives'),
      modelled('remote_addr is empty', request, 'has all its keys, sorted and compact'),
      modelled(
        'base_url is that of the tunnel while it is up',
        request,
        'has the URL of the tunnel while there is one, also for local callers',
      ),
      open(
        'agent_address is that of the agent',
        'agents have no address here: it is empty, as for one that is unknown',
      ),
      modelled('no body is the empty text', request, 'has all its keys, sorted and compact'),
      modelled(
        'a body that is no UTF-8 is repaired, not base64',
        request,
        'has bytes that are no UTF-8 replaced, never base64',
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
      modelled(
        'the host adds CORS headers, Content-Length and Connection',
        response,
        'has the status, headers and body of the plugin, and what the app adds',
      ),
      modelled('headers of the plugin come after them', response, 'has headers of the plugin after those of the app'),
      modelled('there is no default Content-Type', response, 'has no Content-Type that the plugin did not send'),
      modelled('HEAD needs a route that lists it', response, 'needs a route that lists it'),
      modelled('the body of an answer to HEAD is sent', response, 'is answered with the body of the plugin'),
      open(
        'a status below 200 or above 599 is sent',
        'the `Response` of `fetch` cannot carry it: it rejects with INVALID_RESPONSE',
      ),
      open('origins that the user allows get CORS headers from outside, too', 'the list is empty, as it is by default'),
    ],
  },
  {
    number: '11.4',
    name: 'Routes: matching',
    facts: [
      modelled('an exact path comes first', matching, 'the exact path before all others'),
      modelled('parameters come before wildcards', matching, 'parameters before a wildcard'),
      modelled('inside a tier the first declared wins', matching, 'the first of two with parameters'),
      modelled('methods filter first', matching, 'is looked for among those of the method only'),
      modelled('methods are compared in either case', matching, 'of %s may be asked for with %s'),
      modelled('paths are compared in their case, and with their last slash', matching, 'depends on %s'),
      modelled('a missing leading slash is added', matching, 'a path without its leading slash'),
      modelled('a wildcard matches its prefix and everything below', matching, '%s matches %s: %s'),
      modelled(
        'a wildcard stands at the end, any other is taken literally',
        routes,
        'takes it literally: %s is for %o',
      ),
      modelled('without a method that fits there is no match', routes, 'none where no method fits'),
      modelled('parameters are taken out of the path and decoded', matching, 'of %s for %s are %o'),
      modelled('a parameter needs a name, and a segment that is not empty', matching, 'do not match %s'),
    ],
  },
  {
    number: '11.5',
    name: 'Static web',
    facts: [
      modelled('the mount is normalised', files, 'mounted at %o answers %s: %s'),
      modelled('it captures itself and what lies below it', files, 'a path that only begins like the mount'),
      modelled(
        'the mount is asked before the routes, whatever the method',
        files,
        'come before routes, whatever the method',
      ),
      modelled('what is not exposed is 404 from outside', files, 'is reached from outside only when it is exposed'),
      modelled('auth owner without the access key is 401', files, 'is for the owner only, if it says so'),
      modelled('auth verify and none are not checked', files, 'is for anyone with verify'),
      modelled(
        'there is no rate limit',
        processing,
        'does not count what the owner asks for, nor static files, nor what matches nothing',
      ),
      modelled('the mount itself is the entry', files, 'the mount itself'),
      modelled('files below static_dir are served', files, 'are found for %s: %s is %s'),
      modelled('what is not there falls back to the entry', files, 'what is not there'),
      modelled('without an entry it is 404', files, 'are 404 where there is no entry either'),
      modelled('a directory is 404', files, 'a folder'),
      modelled(
        'a file outside of static_dir is forbidden, also behind a link',
        files,
        'that leads out of static_dir is answered 403',
      ),
      modelled('links that stay inside are followed', files, 'that stays inside is followed'),
      open(
        'static_dir lies in the version directory',
        'it lies beside the library that is loaded, wherever that is; installed, that is the version directory',
      ),
      modelled('files may be cached for an hour', files, 'say what they are, and how long they hold'),
      modelled('the content type is that of the ending', files, 'of %s is %s'),
      modelled('HTML gets `window.__osaurus`', files, 'is in a page, before the first </head> in any case'),
      modelled('only html and htm, in UTF-8, with a </head>', files, 'is not in %s'),
      modelled('its apiUrl is that of api_mount', files, 'with the api_mount %o has %s'),
      modelled(
        'its fetch adds the agent where none is named',
        files,
        'has a fetch that adds the agent where none is named',
      ),
      open(
        '`dev-proxy.json` sends the mount to a dev server',
        'tests serve the files that ship; a page under development is tried out in the app',
      ),
    ],
  },
]
