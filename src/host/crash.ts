import { type DetailRow, type ErrorRecord, MockHostError } from '../errors/mockhost-error.js'
import type { PluginEnd } from '../errors/plugin-end.js'
import type { Binding } from '../native/binding.js'
import { formatCallTable } from '../report/call-table.js'
import { formatDrops } from '../report/drop-table.js'
import { quote } from '../report/quote.js'
import type { DroppedCall, ReadableHost, RecordedCall } from './contract.js'
import { functionNamesOf, type NameFunction, type NamesOf } from './function-names.js'

/** What the core has written down about a crash. */
interface Dossier {
  /** `undefined` when the plugin has called exit(). */
  readonly signal: string | undefined
  /** What the plugin gave to exit(). */
  readonly exitCode: string | undefined
  /** It ended a process without its handlers: _exit(). */
  readonly isQuick: boolean
  /** By somebody else: the plugin's process wrote nothing of it. */
  readonly wasKilled: boolean
  /** The C library found it while it gave or took memory. */
  readonly isInAllocator: boolean
  /** In another thread of the process that the call was made in. */
  readonly elsewhere: 'frame' | 'thread' | undefined
  /** Memory that was accessed, of SIGSEGV and SIGBUS. */
  readonly address: string | undefined
  /** Address of the instruction. */
  readonly pc: string | undefined
  /** Whether the thread was in a callback. */
  readonly isInFrame: boolean
  /** 0: the thread never called a host. */
  readonly threadId: number
  /** Name of the thread; `''` when unnamed. */
  readonly thread: string
  /** Innermost first, library with offset and symbol: where the thread was stopped, then return addresses. */
  readonly trace: readonly string[]
}

/** Frames of a backtrace above and below those of the plugin: of the signal handler, and of what called the plugin. */
const ofOthers = /^(libosaurus_mockhost\.|libc\.so|libpthread|libsystem_|linux-vdso|\[vdso\])/
const ofAllocator = /^libc\..* {2}(__libc_)?(malloc|calloc|realloc|free|cfree)$/
const shownFrames = 12
/** Fields of a NULL struct lie below it. */
const smallAddress = 4096

function readDossier(text: string, namesOf: NamesOf = functionNamesOf): Dossier {
  const rows = text.split('\n').map((line) => line.split('\t'))
  const of = (label: string) => rows.find(([first]) => first === label)?.slice(1) ?? []
  const nameStatic = staticNames(namesOf)
  const places = rows
    .filter(([first]) => first === 'at' || first === 'in')
    .map(([first, place = '', symbol = '']) => `${place}  ${symbol || nameStatic(place, first === 'at')}`)
  return {
    signal: of('signal')[0],
    exitCode: of('exit')[0],
    isQuick: of('quick').length > 0,
    wasKilled: of('killed').length > 0,
    elsewhere: of('elsewhere')[0] as Dossier['elsewhere'],
    isInAllocator: places
      .slice(
        0,
        places.findIndex((place) => !ofOthers.test(place)),
      )
      .some((place) => ofAllocator.test(place)),
    address: of('address')[0],
    pc: of('pc')[0],
    isInFrame: of('frame').length > 0,
    threadId: Number(of('thread')[0] ?? 0),
    thread: of('thread')[1] ?? '',
    trace: trim(places).map((place) => place.trimEnd()),
  }
}

/** Finds the function of a place, `libhello.so+0x1f2`, in the file of the library; each file is read once. */
function staticNames(namesOf: NamesOf): (place: string, isReturn: boolean) => string {
  const libraries = new Map<string, NameFunction>()
  return (place, isReturn) => {
    const [, library = '', offset] = /^(.+)\+(0x[0-9a-f]+)$/.exec(place) ?? []
    if (offset === undefined) return ''
    const nameOf = libraries.get(library) ?? namesOf(library)
    libraries.set(library, nameOf)
    // An address behind a call may stand in the next function; where the thread was stopped is where it says.
    return (isReturn ? nameOf(Number(offset) - 1) : undefined) ?? nameOf(Number(offset)) ?? ''
  }
}

/** All of it, where nothing of a plugin is to be seen. */
function trim(places: readonly string[]): readonly string[] {
  const isTold = (place: string) => !ofOthers.test(place)
  const last = places.findLastIndex(isTold)
  return last === -1 ? places : places.slice(places.findIndex(isTold), last + 1)
}

/** What the pattern of a crash tells; `undefined` when it tells nothing. */
function hintOf({ signal, address, pc, trace, isInAllocator }: Dossier): string | undefined {
  if (signal === undefined) return undefined
  if (trace.some((place) => place.endsWith('  _ZSt9terminatev')))
    return 'an exception that nobody catches; none may leave a callback, since the app calls it as C'
  if (isInAllocator) return 'the heap is broken: memory was freed twice, or something was written outside of it'
  if (signal === 'SIGABRT') return 'abort(), a failed assertion, or a check of the C library: its message stands above'
  if (signal === 'SIGFPE') return 'an integer division by zero, or one that overflows'
  if (isRepeated(trace)) return 'a function that calls itself without end; frameStackSize sets the size of the stack'
  if (pc === '0x0') return 'a function pointer that is NULL was called'
  if (address === undefined)
    return isMemory(signal) ? `a pointer that is no address at all; ${wrongPointer}` : undefined
  if (Number(address) < smallAddress) return 'a NULL pointer was used'
  return pc === address ? `a function pointer that points to no function; ${wrongPointer}` : undefined
}

const wrongPointer = 'it was never set, or lies in memory that was freed or overwritten'

function isMemory(signal: string): boolean {
  return signal === 'SIGSEGV' || signal === 'SIGBUS'
}

/** Whether one place fills the trace. */
function isRepeated(trace: readonly string[]): boolean {
  const [, second, ...rest] = trace
  return second !== undefined && rest.filter((place) => place === second).length > 8
}

/** Where a thread stands that was asked: the functions of the C library that it is in, and what has called them. */
export interface Stand {
  /** Symbols above the first place of the plugin. */
  readonly symbols: readonly string[]
  readonly trace: readonly string[]
}

export function readStand(text: string): Stand {
  const places = text.split('\n').filter((line) => line.startsWith('at\t'))
  const { trace } = readDossier(text)
  const first = places.findIndex((line) => !ofOthers.test(line.slice(3)))
  const symbols = places.slice(0, first === -1 ? places.length : first).map((line) => line.split('\t')[2] ?? '')
  return { symbols: symbols.filter((symbol) => symbol !== ''), trace: first === -1 ? [] : trace.slice(0, shownFrames) }
}

/** Where the thread of a call stood that was given up; nothing where it has not been written down. */
export function describeStand(text: string): readonly DetailRow[] {
  if (text === '') return []
  const { thread, trace } = readDossier(text)
  return [
    ...(thread === '' ? [] : [['thread', quote(thread, 64)] as const]),
    ...(trace.length === 0 ? [] : [['stood at', `\n${listPlaces(trace)}`] as const]),
  ]
}

/** The error of a call whose thread has crashed, or called exit(). */
export function pluginCrashed(title: string, text: string, host: ReadableHost): MockHostError {
  return describeEnd(title, text, host.calls.entries)
}

/** Whether the process has ended elsewhere than in the call that it ended as well. */
export function isOfAnotherCall(text: string): boolean {
  return text.includes('\nelsewhere\t')
}

/** What the dossier of a crash says to whoever reads it after the process. */
export interface DossierOfDeath {
  /** `crashed with SIGSEGV at address 0x10`, or `called exit(3)`. */
  readonly how: string
  readonly fix: string
  /** Name of the signal; `undefined` of an exit. */
  readonly signal: string | undefined
  readonly exitCode: string | undefined
  readonly hint: string | undefined
  /** Id of the callback; 0: none. */
  readonly frameId: number
  readonly hostId: number
  readonly threadId: number
  readonly thread: string
  readonly trace: readonly string[]
}

/** @param namesOf of the libraries that the process had open */
export function readDeath(text: string, namesOf: NamesOf): DossierOfDeath {
  const dossier = readDossier(text, namesOf)
  const { signal, exitCode, threadId, thread, trace } = dossier
  const [, frame] = /^frame\t(\d+)$/m.exec(text) ?? []
  const { message, fix } = whatEnded('', dossier)
  return {
    how: message.trim().replace(/\.$/, ''),
    fix,
    signal,
    exitCode,
    hint: hintOf(dossier),
    frameId: Number(frame ?? 0),
    hostId: hostOf(text) ?? 0,
    threadId,
    thread,
    trace: trace.slice(0, shownFrames),
  }
}

/** @param calls of its host; `undefined` when they are gone */
function describeEnd(
  title: string,
  text: string,
  calls?: readonly RecordedCall[],
  rows: readonly DetailRow[] = [],
): MockHostError {
  const dossier = readDossier(text)
  const { thread, trace } = dossier
  const hint = hintOf(dossier)
  return new MockHostError({
    ...whatEnded(title, dossier),
    details: [
      ...(hint === undefined ? [] : [['looks like', hint] as const]),
      ...(thread === '' ? [] : [['thread', quote(thread, 64)] as const]),
      ...(trace.length === 0 ? [] : [['backtrace', `\n${listPlaces(trace)}`] as const]),
      ...rows,
      ...(calls === undefined ? [] : [['calls', `\n${formatCallTable(calls, { limit: 10 })}`] as const]),
    ],
    end: endOf(title, dossier, calls),
  })
}

export function listPlaces(trace: readonly string[]): string {
  return trace
    .slice(0, shownFrames)
    .map((place) => `      ${place}`)
    .join('\n')
}

function endOf(
  title: string,
  { signal, exitCode, isInFrame, thread, threadId }: Dossier,
  calls: readonly RecordedCall[] = [],
): PluginEnd {
  const last = calls.findLast((call) => call.thread.id === threadId)
  return {
    how: exitCode === undefined ? 'crash' : 'exit',
    ...(signal !== undefined && { signal }),
    ...(exitCode !== undefined && { exitCode: Number(exitCode) }),
    ...(isInFrame && { during: title }),
    ...(thread !== '' && { thread }),
    ...(last !== undefined && { after: last.slot }),
  }
}

const others = { frame: 'another callback', thread: 'a thread of the plugin' } as const

function whatEnded(
  title: string,
  { signal, exitCode, address, isQuick, wasKilled, elsewhere }: Dossier,
): Pick<ErrorRecord, 'code' | 'message' | 'fix'> {
  const who = elsewhere === undefined ? title : `${title} was cut off: ${others[elsewhere]}`
  if (exitCode !== undefined) {
    return {
      code: 'PLUGIN_EXITED',
      message: `${who} called ${isQuick ? '_exit' : 'exit'}(${exitCode}).`,
      fix: 'return an error to the host: exit() ends the whole app, with all of its plugins',
    }
  }
  if (wasKilled) {
    return {
      code: 'PLUGIN_CRASHED',
      message: `${who} was killed by ${signal}.`,
      fix: 'look for who sends the signal: the plugin itself, or the system when memory runs out',
    }
  }
  return {
    code: 'PLUGIN_CRASHED',
    message: `${who} crashed with ${signal ?? 'a signal'}${address === undefined ? '' : ` at address ${address}`}.`,
    fix: 'mend the code at the top of the backtrace; addr2line -f -e <library> <offset> names its line',
  }
}

/**
 * What is known of the crashes of the process from number `from` on. It ends before one that is still being written down, or
 * that came after as many as the core keeps.
 */
export function readCrashes(binding: Binding, from: number): readonly string[] {
  const texts: string[] = []
  while (from + texts.length < binding.counters.crashes) {
    const text = binding.readAll((out, size) => binding.core.crashText(from + texts.length, out, size)).toString()
    if (text === '') break
    texts.push(text)
  }
  return texts
}

/**
 * The errors of those on threads of plugins that are the host's: the last call of the thread went there. A call that crashes
 * rejects by itself.
 *
 * @param takes whether the host tells of the crash at that place, whose thread never made a call
 */
export function backgroundCrashes(
  texts: readonly string[],
  host: ReadableHost,
  takes: (index: number) => boolean,
): readonly MockHostError[] {
  const isTold = (text: string, index: number): boolean => {
    if (!isOfThread(text)) return false
    const id = hostOf(text)
    return id === undefined ? takes(index) : id === host.id
  }
  return texts.filter(isTold).map((text) => pluginCrashed('A thread of the plugin', text, host))
}

/** A host that has ended, and what came to it since. */
export interface EndedHost {
  readonly id: number
  /** The test that owned it. */
  readonly test: string
  readonly drops: readonly DroppedCall[]
}

/** The crashes of threads whose last call went to that host, which has ended. */
export function lateCrashes(texts: readonly string[], { id, test, drops }: EndedHost): readonly MockHostError[] {
  return texts
    .filter((text) => isOfThread(text) && hostOf(text) === id)
    .map((text) => {
      const { threadId } = readDossier(text)
      const late = drops.filter(({ thread }) => thread.id === threadId)
      const rows = late.length === 0 ? [] : [['late calls', `\n${formatDrops(late, 5)}`] as const]
      return describeEnd(`A thread of the plugin that the test "${test}" left behind`, text, undefined, rows)
    })
}

/** The crash of a thread that never called a host, and of which no test that ran then has told. */
export function orphanedCrash(text: string): MockHostError | undefined {
  if (!isOfThread(text) || hostOf(text) !== undefined) return undefined
  return describeEnd('A thread of a plugin that a test of this file left behind', text, undefined)
}

/** Whether it was a thread of the plugin, and no callback. */
function isOfThread(text: string): boolean {
  return !text.includes('\nframe\t')
}

/** The host that got the last call of a thread without a frame. */
function hostOf(text: string): number | undefined {
  const [, id] = /^host\t(\d+)$/m.exec(text) ?? []
  return id === undefined ? undefined : Number(id)
}
