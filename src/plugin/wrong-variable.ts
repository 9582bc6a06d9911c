import { MockHostError } from '../errors/mockhost-error.js'

/** A variable of the environment with a value that it cannot have. */
export interface WrongVariable {
  readonly name: string
  readonly expected: string
  readonly received: string
  /** What the expected value is for, behind "to". */
  readonly purpose: string
}

export function wrongVariable({ name, expected, received, purpose }: WrongVariable): MockHostError {
  return new MockHostError({
    code: 'INVALID_OPTION',
    message: `The environment variable ${name} has a wrong value.`,
    details: [
      ['expected', expected],
      ['received', received],
    ],
    fix: `set ${name}=${expected} to ${purpose}, or take it out`,
  })
}
