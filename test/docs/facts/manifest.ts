import { type Fact, modelled, open, type Section } from '../fact.js'

const loader = 'test/plugin/loader-errors.test.ts'
const validation = 'test/plugin/manifest/validate.test.ts'
const reading = 'test/plugin/manifest/read.test.ts'
const rules = 'test/plugin/manifest/rules.test.ts'
const warnings = 'test/plugin/manifest/warnings.test.ts'
const envelopes = 'test/plugin/tool-envelope.test.ts'
const detection = 'test/plugin/envelope-detection.test.ts'
const driver = 'test/plugin/plugin-driver.test.ts'

const decoding: readonly Fact[] = [
  modelled('is JSON', loader, 'whose manifest is no JSON is destroyed'),
  modelled('is an object', validation, 'says of %s that it is no object'),
  modelled('has a plugin_id and capabilities, which may be empty', validation, 'takes the least manifest there is'),
  modelled('has the keys that are required', validation, 'is missed: %s'),
  modelled('every field has its type', validation, '%s is %o, not %s'),
  modelled(
    'auth and the type of a field are among the words that there are',
    validation,
    '%s is a word that the app does not know',
  ),
  modelled('unknown keys are ignored: a warning', validation, 'is a key that it does not know, with a warning'),
  modelled('an optional key may be null', validation, 'is null for the optional key %s'),
  modelled('parameters are any JSON', validation, 'is %o for parameters'),
  modelled(
    'a default is a truth value, a number, a text or a list of texts',
    validation,
    'is %o for the default of a field',
  ),
  modelled('one wrong type fails the whole manifest', reading, 'throws the first problem, and lists the others'),
  modelled(
    'and then nothing else of it is checked',
    validation,
    'does not judge the rules of a manifest that cannot be decoded',
  ),
]

const checks: readonly Fact[] = [
  modelled('plugin_id is the name of the folder', rules, 'must be the name of the directory'),
  modelled(
    'a library in the folder of another plugin is refused',
    loader,
    'that lies in the directory of another plugin is refused',
  ),
  modelled(
    'the folder is known by the version folder in it',
    'test/plugin/installed-id.test.ts',
    '%s was installed as %s',
  ),
  modelled('ids of tools and routes are not empty', rules, 'must not be empty'),
  modelled('there are no two of one id, white space aside', rules, 'must differ by more than white space'),
  modelled('min_osaurus holds, unless it cannot be read', rules, 'of %o and an app of version %s: loaded is %s'),
  modelled('min_macos holds, unless it cannot be read', rules, 'of %o and macOS %s: loaded is %s'),
  modelled('no route lies inside the web mount', rules, 'with the web mount %o: %o is inside is %s'),
  modelled('the checks come in this order', rules, 'lists what is broken in the order of the app'),
  modelled('a plugin that fails them is refused', loader, 'is refused by an app that is too old for it'),
  modelled('a plugin that fails them is destroyed', loader, 'of another id than expected is destroyed'),
  modelled('a permission_policy that is none is taken for ask: a warning', warnings, '%s = %o: %s'),
  open(
    'permission_policy and requirements decide whether a tool runs',
    'the driver calls each tool that the test calls',
  ),
]

const reads: readonly Fact[] = [
  modelled('a success has ok, result, tool and warnings', envelopes, 'reads a success'),
  modelled('a missing result is null', envelopes, 'takes a missing result for null'),
  modelled('a failure has kind, message, retryable, field and expected', envelopes, 'reads a failure'),
  modelled(
    'each kind is retryable or not by default',
    envelopes,
    'takes %s for retryable: %s, unless the plugin says otherwise',
  ),
  modelled('the prefixes [REJECTED] and [TIMEOUT] are failures', envelopes, 'reads the prefix of %o'),
  modelled(
    'the shape with error and retryable is a failure',
    envelopes,
    'reads the shape of failures before the envelope',
  ),
  modelled('text and JSON without ok are passed on', envelopes, 'passes on plain text and JSON without "ok"'),
  modelled(
    'broken JSON is a failure where the app finds parts of one',
    envelopes,
    'takes broken JSON for a failure where the app does',
  ),
  modelled('the app finds an envelope by parts of the text', detection, 'takes %o for %s'),
  modelled(
    'an envelope that the app takes for something else is found',
    detection,
    'finds that %o is taken for %s, and is %s',
  ),
  modelled('what the app reads as it was meant is not', detection, 'finds none in %o'),
  modelled('what was found says why, and what to do', detection, 'says what differs, why, and what to do'),
  modelled(
    'such an envelope is a violation',
    'test/plugin/envelope-detection.test.ts',
    "is a violation under the profile 'production'",
  ),
  modelled(
    'a tool that returns NULL is an error',
    driver,
    'rejects with NULL_RESULT when the plugin returns NULL; invokeSync throws it',
  ),
  open(
    'errors of the host become failures of the kind execution_error',
    'they reject instead, so that a test sees them',
  ),
  modelled('a tool has 120 s', 'test/plugin/watchdog.test.ts', 'is given up after what the app gives a tool'),
]

export const manifest: readonly Section[] = [
  { number: '12', name: 'The manifest', facts: [...decoding, ...checks] },
  { number: '13', name: 'ToolEnvelope', facts: reads },
]
