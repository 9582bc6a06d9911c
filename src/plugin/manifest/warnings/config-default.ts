import type { ConfigField, ManifestWarning } from '../contract.js'
import { describeValue, makeFinding } from '../finding.js'

/** A default that the field could not show, or that reaches the plugin as another text. */
export function* warnOfDefault(field: ConfigField, path: string): Iterable<ManifestWarning> {
  const value = field.default
  const expected = expectedDefault(field)
  if (value === undefined || expected.fits(value)) return
  const found = describeValue(value)
  yield makeFinding('WRONG_DEFAULT', `${path}.default`, {
    says: `is ${found}, which a field of type ${field.type} cannot hold`,
    found,
    expected: expected.text,
    fix: 'give a default of the type of the field',
  })
}

interface Expected {
  readonly text: string
  readonly fits: (value: unknown) => boolean
}

function expectedDefault({ type, options = [] }: ConfigField): Expected {
  const isChoice = (value: unknown) => options.some((option) => option.value === value)
  switch (type) {
    case 'toggle':
      return { text: 'true or false', fits: (value) => typeof value === 'boolean' }
    case 'number':
      return { text: 'a number', fits: (value) => typeof value === 'number' }
    case 'select':
      return { text: 'the value of one of the options', fits: isChoice }
    case 'multiselect':
      return {
        text: 'a list of values of the options',
        fits: (value) => Array.isArray(value) && value.every(isChoice),
      }
    default:
      // A number would reach the plugin as Swift prints it: 42 as "42.0".
      return { text: 'a string', fits: (value) => typeof value === 'string' }
  }
}
