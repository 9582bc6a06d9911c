import * as v from 'valibot'
import { type ErrorRecord, MockHostError } from '../../errors/mockhost-error.js'
import { findNearest, isNear } from '../../report/nearest.js'
import { printValue } from '../../report/print-value.js'
import type { InferenceScript } from './contract.js'
import { fieldsUnder, scriptSchema } from './script-schema.js'

/** The script as given, or an error that names the field that is wrong. */
export function checkScript(answer: object): InferenceScript {
  if (Array.isArray(answer)) throw noScript(answer)
  const result = v.safeParse(scriptSchema, answer)
  if (!result.success) throw wrongField(result.issues[0])
  // Valibot's types tell "left out" from `undefined`; here they are the same.
  return result.output as InferenceScript
}

/** The error for a script that cannot be an answer of the app. */
export function invalidScript(record: Omit<ErrorRecord, 'code'>): MockHostError {
  return new MockHostError({ code: 'INVALID_ARGUMENT', ...record })
}

type Issue = v.InferIssue<typeof scriptSchema>

function wrongField(issue: Issue): MockHostError {
  const keys = (issue.path ?? []).map(({ key }) => String(key))
  // An object is at fault for a key that it should not have, and for one that it lacks.
  const isAboutKey = issue.type === 'strict_object' && keys.length > 0 && issue.path?.at(-1)?.origin === 'key'
  if (!isAboutKey) return wrongValue(issue, keys.join('.'))
  return issue.expected === 'never' ? unknownField(keys) : missingField(keys.join('.'))
}

function unknownField(keys: readonly string[]): MockHostError {
  const field = keys.at(-1) ?? ''
  const parent = keys.slice(0, -1).findLast((key) => !/^\d+$/.test(key)) ?? ''
  const known = fieldsUnder(parent)
  const near = findNearest(field, known, 1).find((one) => isNear(field, one))
  return invalidScript({
    message: `A scripted answer has no field "${keys.join('.')}".`,
    details: [['known', known.join(', ')]],
    fix: near === undefined ? 'use the known fields, or give the text that the slot answers' : `write "${near.text}"`,
  })
}

function missingField(path: string): MockHostError {
  return invalidScript({ message: `A scripted answer lacks "${path}".`, fix: `give "${path}"` })
}

function wrongValue(issue: Issue, path: string): MockHostError {
  // The message is ours where the schema has one, else the name of the type says more.
  const isOurs = issue.kind === 'validation' || issue.type === 'union' || issue.type === 'custom'
  return invalidScript({
    message: `The field "${path}" of a scripted answer has a wrong value.`,
    details: [
      ['expected', isOurs ? issue.message : String(issue.expected).toLowerCase()],
      ['given', printValue(issue.input)],
    ],
    fix: `correct "${path}"`,
  })
}

function noScript(answer: unknown): MockHostError {
  return invalidScript({
    message: `${printValue(answer)} is no scripted answer.`,
    details: [['known', fieldsUnder('').join(', ')]],
    fix: "give an object of these fields: { content: 'It is sunny.' }",
  })
}
