import { modelled, open, reasons, type Section } from '../fact.js'

const loader = 'test/plugin/loader-errors.test.ts'
const envelopes = 'test/plugin/tool-envelope.test.ts'

export const manifest: readonly Section[] = [
  {
    number: '12',
    name: 'The manifest',
    facts: [
      modelled('is JSON', loader, 'whose manifest is no JSON is destroyed'),
      modelled('has a plugin_id, which is that of its folder', loader, 'of another id than expected is destroyed'),
      open('every field has its type, and one wrong type fails the whole manifest', reasons.manifest),
      open('auth is none, verify or owner', reasons.manifest),
      open('ids of tools and routes are not empty, and there are no two of one', reasons.manifest),
      open('min_osaurus and min_macos hold', reasons.manifest),
      open('no route lies inside the web mount', reasons.manifest),
    ],
  },
  {
    number: '13',
    name: 'ToolEnvelope',
    facts: [
      modelled('a success has ok, result, tool and warnings', envelopes, 'reads a success'),
      modelled('a failure has kind, message, retryable, field and expected', envelopes, 'reads a failure'),
      modelled(
        'each kind is retryable or not by default',
        envelopes,
        'takes %s for retryable: %s, unless the plugin says otherwise',
      ),
      modelled('the prefixes [REJECTED] and [TIMEOUT] are failures', envelopes, 'reads the prefix of %o'),
      modelled('text and JSON without ok are passed on', envelopes, 'passes on plain text and JSON without "ok"'),
      modelled(
        'broken JSON is a failure where the app finds parts of one',
        envelopes,
        'takes broken JSON for a failure where the app does',
      ),
      open(
        'an envelope that the app takes for something else is a violation',
        'the driver does not compare the two readings yet',
      ),
      open('a tool has 120 s', 'a call has what is left of the time limit of its test'),
    ],
  },
]
