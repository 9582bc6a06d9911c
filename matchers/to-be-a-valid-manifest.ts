import { isHost } from '../src/host/host-mark.js'
import type { ManifestReport } from '../src/plugin/contract.js'
import { printFindings } from '../src/plugin/manifest/print-findings.js'
import { validateManifest } from '../src/plugin/manifest/validate.js'
import { count, printValue } from '../src/report/print-value.js'
import { checkCount, describeType } from './arguments.js'
import { isShape } from './compare.js'
import { makeMatcher } from './kit.js'
import { misuse, type Usage } from './misuse.js'

/**
 * The app would take this manifest. `MockHostMatchers` says how it is called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toBeAValidManifest } from 'osaurus-mockhost/matchers'
 * expect.extend({ toBeAValidManifest })
 * expect(plugin.manifest).toBeAValidManifest()
 */
export const toBeAValidManifest = makeMatcher<ManifestReport>(
  {
    name: 'toBeAValidManifest',
    example: 'expect(plugin.manifest).toBeAValidManifest()',
    judge: ({ subject, args, usage, context }) => {
      checkCount(usage, args, { least: 0, most: 0 })
      const { isValid, problems } = subject
      const found = isValid ? 'the app takes it' : `the app refuses it: ${count(problems.length, 'problem')}`
      return { pass: isValid, claim: 'be valid', found: () => context.utils.RECEIVED_COLOR(found) }
    },
  },
  { noun: 'manifest', accept: acceptManifest, appendix: printReport },
)

function acceptManifest(received: unknown, usage: Usage): ManifestReport {
  if (typeof received === 'string') return validateManifest(received)
  if (isShape(received) && !isHost(received) && !isPlugin(received) && !isPromise(received)) {
    return validateManifest(received)
  }
  return misuse(usage, {
    message: `needs a manifest as an object or as JSON text, but was given ${describeSubject(received)}.`,
    details: [['given', printValue(received)]],
    ...(isPromise(received) && { fix: 'await the manifest, or put .resolves before the matcher' }),
    ...(isPlugin(received) && { fix: 'give its manifest: expect(plugin.manifest).toBeAValidManifest()' }),
  })
}

function describeSubject(received: unknown): string {
  if (isPlugin(received)) return 'a plugin'
  return isHost(received) ? 'a host' : describeType(received)
}

function isPlugin(value: unknown): boolean {
  return isShape(value) && typeof value.invoke === 'function'
}

function isPromise(value: unknown): boolean {
  return describeType(value) === 'a Promise'
}

function printReport({ problems, warnings }: ManifestReport): string {
  const parts = problems.length > 0 ? [printFindings(problems)] : []
  if (warnings.length > 0) parts.push(`${count(warnings.length, 'warning')}\n${printFindings(warnings)}`)
  return parts.length > 0 ? parts.join('\n\n') : 'no warnings'
}
