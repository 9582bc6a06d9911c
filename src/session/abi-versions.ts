import * as v from 'valibot'
import { NEWEST_ABI_VERSION } from '../abi/slots.js'
import { MockHostError } from '../errors/mockhost-error.js'
import { printValue } from '../report/print-value.js'

/** Versions of the host ABI that hand out a table. */
export const tableVersions: readonly number[] = Array.from({ length: NEWEST_ABI_VERSION - 1 }, (_, index) => index + 2)

const schema = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(NEWEST_ABI_VERSION))),
  v.minLength(1),
)

/** The versions as given, or an error that lists the ones there are. */
export function checkVersions(versions: unknown): readonly number[] {
  const result = v.safeParse(schema, versions)
  if (result.success) return result.output
  throw new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `acrossAbiVersions cannot run with the versions ${printValue(versions)}.`,
    details: [['expected', `at least one of 1 to ${NEWEST_ABI_VERSION}`]],
    fix: 'give an array of versions, such as [4, 6], or leave it out for 2 to 6',
  })
}
