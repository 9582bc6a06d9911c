import type { EnvironmentOptions } from '../../src/session/options.js'

/** What `hostOptions` and `serialized` leave on a suite or file of the runner. */
interface Marks {
  readonly options: EnvironmentOptions[]
  isSerialized: boolean
  /** Of a file: its tests run, so nothing that comes now would count. */
  isClosed: boolean
}

/** A test, suite or file of Vitest, as far as it matters here. */
export interface Task {
  readonly suite?: Task | undefined
  readonly file?: Task | undefined
  readonly concurrent?: boolean | undefined
  readonly meta?: { readonly mockHost?: EnvironmentOptions | undefined } | undefined
}

// On the object itself and by a registered symbol, since the setup file and the user's import may be two
// copies of this module; the runner does not send what stands under a symbol to its main process.
const marksKey = Symbol.for('osaurus-mockhost.vitest.marks')

export function addOptions(suite: Task, options: EnvironmentOptions): void {
  marksOf(suite).options.push(options)
}

export function markSerialized(suite: Task): void {
  marksOf(suite).isSerialized = true
}

/** From here on the marks of the file and its suites are read, and kept. */
export function closeMarks(file: Task): void {
  marksOf(file).isClosed = true
}

export function areMarksClosed(innermost: Task): boolean {
  return suitesAround(innermost).some((suite) => readMarks(suite)?.isClosed === true)
}

/** The options given for the suites around a test, outermost first; of each those in its `meta` come before its marks. */
export function optionLayers(innermost: Task): EnvironmentOptions[] {
  return [...suitesAround(innermost)]
    .reverse()
    .flatMap((suite) => [optionsInMeta(suite) ?? {}, ...(readMarks(suite)?.options ?? [])])
}

/** Options in the `meta` of a task itself: the runner gives it that of its suite as well. */
export function optionsInMeta(task: Task): EnvironmentOptions | undefined {
  const own = task.meta?.mockHost
  return own === outerOf(task)?.meta?.mockHost ? undefined : own
}

export function isInSerializedSuite(innermost: Task): boolean {
  return suitesAround(innermost).some((suite) => readMarks(suite)?.isSerialized === true)
}

/** Whether other tests may run at the same time: a test that is not concurrent itself overlaps when its suite is. */
export function mayOverlap(test: Task): boolean {
  for (let at: Task | undefined = test; at !== undefined; at = outerOf(at)) if (at.concurrent === true) return true
  return false
}

/** From the inside out; the file comes last. */
function suitesAround(task: Task): Task[] {
  const outer = outerOf(task)
  return outer === undefined ? [task] : [task, ...suitesAround(outer)]
}

/** `undefined` for the file, which is its own file. */
function outerOf(task: Task): Task | undefined {
  const outer = task.suite ?? task.file
  return outer === task ? undefined : outer
}

function readMarks(suite: Task): Marks | undefined {
  return (suite as { readonly [marksKey]?: Marks })[marksKey]
}

function marksOf(suite: Task): Marks {
  const holder = suite as { [marksKey]?: Marks }
  holder[marksKey] ??= { options: [], isSerialized: false, isClosed: false }
  return holder[marksKey]
}
