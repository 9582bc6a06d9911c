import { loadLibrary, type NativeLibrary } from './library.js'

/** Address of a thing in the native core. 0 is none. */
export type Address = number

/** What a function of the core says about how it went: `mh_status` in mockhost.h. */
export const Status = {
  ok: 0,
  noMemory: 1,
  alreadyInstalled: 2,
  notInstalled: 3,
  notLastInstalled: 4,
  wrongThread: 5,
  poolExhausted: 6,
  noHostTable: 7,
  slotIsNull: 8,
  hostClosed: 9,
  threadFailed: 10,
  loadFailed: 11,
  entryNotFound: 12,
  entryReturnedNull: 13,
  missingPointers: 14,
  initFailed: 15,
  nullResult: 16,
  callbackMissing: 17,
  stale: 18,
  crashed: 19,
  exited: 20,
} as const

/** `mh_event_kind` in mockhost.h. */
export const EventKind = { none: 0, done: 1, request: 2, tick: 3 } as const

/** `mh_frame_kind` in mockhost.h. */
export const frameKinds = [
  null,
  'load',
  'entry',
  'init',
  'get_manifest',
  'invoke',
  'handle_route',
  'on_config_changed',
  'on_task_event',
  'on_chunk',
  'destroy',
] as const

/** `MH_FLAG_*` in mockhost.h. */
export const Flag = {
  null0: 1,
  null1: 2,
  nullAnswer: 4,
  answered: 8,
  background: 16,
  refused: 32,
  unreachable: 64,
  badFree: 128,
  notASCII: 256,
  mixUp: 512,
} as const

/** `mh_answer_kind` in mockhost.h. */
export const AnswerKind = { null: 0, text: 1, ask: 2 } as const

/** `MH_RULE_*` in mockhost.h. */
export const HostRule = { config: 1, agent: 2, configLimit: 4, context: 8, die: 16 } as const

/** `mh_lease` in mockhost.h. */
export const Lease = { install: 0, serialized: 1 } as const

/** The functions of the native core, as mockhost.h declares them. Pointers are numbers, 0 is NULL. */
export interface Core {
  processCounters(): Address
  now(): number
  crashText(index: number, out: Uint8Array, size: number): number
  agent(text: string | null): number
  agentText(agent: number): string | null
  hostOpen(
    mailbox: Address,
    abiVersion: number,
    nullSlots: number,
    attribution: number,
    journalLimit: number,
    defaultSlots: number,
    rules: number,
    askedSlots: number,
  ): Address
  setDefaultAnswer(slot: number, text: string): number
  hostId(host: Address): number
  hostIsBlank(host: Address): number
  hostClose(host: Address): void
  hostSetAgent(host: Address, agent: number): void
  hostSetConfigLimit(host: Address, bytes: number): void
  configSet(host: Address, plugin: number, agent: number, key: string, value: string | null): number
  configRead(host: Address, out: Uint8Array, size: number): number
  hostSetAnswer(host: Address, slot: number, kind: number, text: string | null): number
  hostQueueAnswer(host: Address, slot: number, text: string | null): number
  hostUnqueueAnswers(host: Address, slot: number): number
  stackCreate(parent: Address): Address
  stackDestroy(stack: Address): void
  threadStack(): Address
  stackTop(stack: Address): Address
  installTable(host: Address, stack: Address): Address
  lastStatus(): number
  uninstall(host: Address, stack: Address): number
  uninstallAnywhere(host: Address): void
  keepTrampolines(table: Address): void
  installCounts(table: Address, out: Uint32Array): void
  journalPending(host: Address): number
  journalDrain(host: Address, out: Uint8Array, size: number): number
  journalCount(host: Address): number
  journalLost(host: Address): number
  journalReset(host: Address): void
  flightOpen(path: string, label: string): number
  flightIsOpen(): number
  flightTest(host: number, name: string | null, path: string | null): void
  threadInfo(id: number, osId: Uint32Array, name: Uint8Array): number
  threadSelf(): number
  foreignThreads(osIds: Uint32Array, capacity: number): number
  callingThreads(osIds: Uint32Array, capacity: number): number
  osThreadName(osId: number, name: Uint8Array): void
  threadStand(osId: number, out: Uint8Array, size: number): number
  lockOwner(lock: Address): number
  debugger(process: number): number
  allowDebugger(): void
  dropsRead(after: number, through: number, out: Uint8Array, size: number): number
  stringsOutstanding(table: Address, out: Uint8Array, size: number): number
  stringsBadFrees(table: Address, out: Uint8Array, size: number): number
  mailboxOpen(): Address
  mailboxFd(mailbox: Address): number
  mailboxEvent(mailbox: Address): Address
  mailboxNext(mailbox: Address): number
  mailboxWait(mailbox: Address, job: Address, slice: number): number
  eventText(mailbox: Address, out: Uint8Array, size: number): number
  requestAnswer(mailbox: Address, request: number, generation: number, text: string | null): number
  requestDefault(mailbox: Address, request: number, generation: number): number
  chunkCall(mailbox: Address, request: number, generation: number, chunk: string): Address
  callSlot(
    mailbox: Address,
    stack: Address,
    table: Address,
    slot: number,
    level: number,
    text0: string | null,
    text1: string | null,
  ): number
  callFree(mailbox: Address, stack: Address, table: Address, pointer: bigint): number
  directAnswer(mailbox: Address, request: number, generation: number, text: string | null): number
  directDefault(mailbox: Address, request: number, generation: number): number
  runnerStart(name: string): Address
  runnerCall(
    mailbox: Address,
    runner: Address,
    table: Address,
    slot: number,
    level: number,
    text0: string | null,
    text1: string | null,
    pointer: bigint,
  ): Address
  runnerStop(runner: Address): void
  pluginCreate(): Address
  pluginCreateFrom(plugin: Address): Address
  pluginCreateRemote(node: string, script: string, stackSize: number): Address
  pluginKill(plugin: Address, frame: number): void
  pluginStand(plugin: Address, out: Uint8Array, size: number): number
  pluginProcess(plugin: Address): number
  pluginIsOver(plugin: Address): number
  imageClaim(key: string, owner: number): number
  imageCountPrivate(): number
  pluginDestroy(plugin: Address): void
  pluginAbi(plugin: Address): number
  pluginIdentify(plugin: Address, host: Address, id: number): void
  pluginSetHostTable(plugin: Address, table: Address): void
  pluginStrings(plugin: Address, out: Uint32Array): void
  pluginTableVersion(plugin: Address): number
  pluginTableOffset(plugin: Address): number
  pluginHas(plugin: Address, kind: number): number
  jobCall(
    mailbox: Address,
    plugin: Address,
    table: Address,
    stack: Address,
    kind: number,
    agent: number,
    number: number,
    waiting: number,
    stackSize: number,
    text0: string | null,
    text1: string | null,
    text2: string | null,
  ): Address
  jobFrame(job: Address): number
  jobThread(job: Address): number
  jobRelease(job: Address): void
  jobsRunning(): number
  leaseTry(lease: number, owner: number, name: string): number
  leaseRelease(lease: number, owner: number): void
  leaseOwner(lease: number, name: Uint8Array): void
  leaseOrphan(lease: number, name: Uint8Array): void
  unique(): number
  folderMake(prefix: string): string | null
  folderRemove(path: string): void
}

/** Result and arguments of each function: p pointer, u uint32, i int32, d double, l uint64, s text, b bytes, v nothing. */
const signatures: Readonly<Record<keyof Core, string>> = {
  processCounters: 'p',
  now: 'd',
  crashText: 'u ubu',
  agent: 'u s',
  agentText: 's u',
  hostOpen: 'p puuuduuu',
  setDefaultAnswer: 'u us',
  hostId: 'u p',
  hostIsBlank: 'u p',
  hostClose: 'v p',
  hostSetAgent: 'v pu',
  hostSetConfigLimit: 'v pd',
  configSet: 'u puuss',
  configRead: 'u pbu',
  hostSetAnswer: 'u puus',
  hostQueueAnswer: 'u pus',
  hostUnqueueAnswers: 'u pu',
  stackCreate: 'p p',
  stackDestroy: 'v p',
  threadStack: 'p',
  stackTop: 'p p',
  installTable: 'p pp',
  lastStatus: 'u',
  uninstall: 'u pp',
  uninstallAnywhere: 'v p',
  keepTrampolines: 'v p',
  installCounts: 'v pb',
  journalPending: 'd p',
  journalDrain: 'd pbd',
  journalCount: 'd p',
  journalLost: 'd p',
  journalReset: 'v p',
  flightOpen: 'u ss',
  flightIsOpen: 'u',
  flightTest: 'v uss',
  threadInfo: 'u ubb',
  threadSelf: 'u',
  foreignThreads: 'u bu',
  callingThreads: 'u bu',
  osThreadName: 'v ub',
  threadStand: 'u ubu',
  lockOwner: 'u p',
  debugger: 'u u',
  allowDebugger: 'v',
  dropsRead: 'u uubu',
  stringsOutstanding: 'u pbu',
  stringsBadFrees: 'u pbu',
  mailboxOpen: 'p',
  mailboxFd: 'i p',
  mailboxEvent: 'p p',
  mailboxNext: 'u p',
  mailboxWait: 'u ppu',
  eventText: 'u pbu',
  requestAnswer: 'u puus',
  requestDefault: 'u puu',
  chunkCall: 'p puus',
  callSlot: 'u pppuiss',
  callFree: 'u pppl',
  directAnswer: 'u puus',
  directDefault: 'u puu',
  runnerStart: 'p s',
  runnerCall: 'p pppuissl',
  runnerStop: 'v p',
  pluginCreate: 'p',
  pluginCreateFrom: 'p p',
  pluginCreateRemote: 'p ssd',
  pluginKill: 'v pu',
  pluginStand: 'u pbu',
  pluginProcess: 'u p',
  pluginIsOver: 'u p',
  imageClaim: 'u su',
  imageCountPrivate: 'u',
  pluginDestroy: 'v p',
  pluginAbi: 'u p',
  pluginIdentify: 'v ppu',
  pluginSetHostTable: 'v pp',
  pluginStrings: 'v pb',
  pluginTableVersion: 'u p',
  pluginTableOffset: 'd p',
  pluginHas: 'u pu',
  jobCall: 'p ppppuuuudsss',
  jobFrame: 'u p',
  jobThread: 'u p',
  jobRelease: 'v p',
  jobsRunning: 'u',
  leaseTry: 'u uus',
  leaseRelease: 'v uu',
  leaseOwner: 'v ub',
  leaseOrphan: 'v ub',
  unique: 'u',
  folderMake: 's s',
  folderRemove: 'v s',
}

const types: Readonly<Record<string, string>> = {
  p: 'uintptr_t',
  u: 'uint32_t',
  i: 'int32_t',
  d: 'double',
  l: 'uint64_t',
  s: 'str',
  b: 'void *',
  v: 'void',
}

/**
 * Loads the native core and declares its functions: all at once, in 4 ms, since looking one up later would wait for a library
 * that another thread loads (decision 18). Anonymous types only: named ones clash when loaded twice.
 */
export function loadCore(): Core {
  const library = loadLibrary()
  const declared = Object.entries(signatures).map(([name, signature]) => [name, declare(library, name, signature)])
  return Object.fromEntries(declared) as Core
}

function declare(library: NativeLibrary, name: string, signature: string): unknown {
  const [result = 'v', parameters = ''] = signature.split(' ')
  return library.func(cName(name), typeOf(result), [...parameters].map(typeOf))
}

function typeOf(letter: string): string {
  return types[letter] ?? 'void'
}

/** `hostSetAgent` is `mh_host_set_agent` in C. */
function cName(name: string): string {
  return `mh_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}
