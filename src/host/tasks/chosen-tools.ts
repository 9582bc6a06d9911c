import { trimText } from '../../abi/trim.js'

/** Tools of a task. */
export interface ChosenTools {
  /** `null`: the request does not say. */
  readonly allowed: readonly string[] | null
  readonly dropped: readonly string[]
}

/** The `tools` of a request that a task may use, each once and in their order (fact sheet, section 8.1). */
export function chooseTools(value: unknown, known: ReadonlySet<string>): ChosenTools {
  if (!Array.isArray(value)) return { allowed: null, dropped: [] }
  const names = value.filter((name): name is string => typeof name === 'string').map(trimText)
  const asked = [...new Set(names)].filter((name) => name !== '')
  return {
    allowed: asked.filter((name) => known.has(name)),
    dropped: asked.filter((name) => !known.has(name)),
  }
}
