import type { Binding } from '../native/binding.js'
import { type Address, HostRule, Status } from '../native/core.js'
import { type RecordedHosts, recordTest } from '../native/flight.js'
import { type InstallContext, type Installed, letGo, type Scope } from '../native/install-context.js'
import type { Runtime } from '../native/runtime.js'
import { prepareDefaults } from './default-answers.js'
import { installError, noMemory, notInstalled, uninstallError } from './native-errors.js'
import type { HostOptions } from './options.js'
import { tableOf } from './profile.js'
import { appLimits, type Limits } from './simulation/limits.js'

const defaultJournalLimit = 256 * 2 ** 20

/** One host in the native core, and its installs. */
export class NativeHost implements Installed {
  readonly binding: Binding
  readonly address: Address
  readonly id: number
  readonly #runtime: Runtime
  readonly #tables: Address[] = []
  #table: Address = 0
  #name = ''
  /** Where it is installed. */
  #scope: Scope | undefined

  constructor(runtime: Runtime, options: HostOptions, { configValueBytes }: Limits) {
    const binding = runtime.binding()
    const { profile, abiVersion, attribution, journalLimit = defaultJournalLimit } = options
    const byTable = attribution === 'table' ? 1 : 0
    this.#runtime = runtime
    this.binding = binding
    prepareDefaults(binding)
    const { nullSlots, defaultSlots, askedSlots, rules } = tableOf(profile)
    const all = options.onCrash === 'die' ? rules | HostRule.die : rules
    const { core, mailbox } = binding
    this.address = core.hostOpen(mailbox, abiVersion, nullSlots, byTable, journalLimit, defaultSlots, all, askedSlots)
    if (this.address === 0) throw noMemory()
    if (configValueBytes !== appLimits.configValueBytes) core.hostSetConfigLimit(this.address, configValueBytes)
    this.id = core.hostId(this.address)
    const session = runtime.session() as RecordedHosts | undefined
    if (session !== undefined) recordTest(core, this.id, session)
  }

  get isInstalled(): boolean {
    return this.#table !== 0
  }

  /** The name that it was last installed by. */
  get name(): string {
    return this.#name
  }

  /** Every table that was handed out, one for each install. */
  get tables(): readonly Address[] {
    return this.#tables
  }

  /** The table of the present install. */
  table(name: string): Address {
    if (this.#table === 0) throw notInstalled(name)
    return this.#table
  }

  /** The stack that calls from the caller's context see. */
  stack(): Address {
    return this.binding.stacks.seen(this.#runtime.context())
  }

  /** Table of the host that gets the calls made from the caller's context; 0 when none is installed there. */
  topTable(): Address {
    const stack = this.stack()
    return stack === 0 ? 0 : this.binding.core.stackTop(stack)
  }

  install(name: string, context: InstallContext): Address {
    const table = this.binding.core.installTable(this.address, this.binding.stacks.own(context))
    if (table === 0) throw installError(this.binding.core.lastStatus(), name)
    this.#table = table
    this.#tables.push(table)
    this.#name = name
    this.#scope = context.scope
    this.#scope.installed.push(this)
    return table
  }

  uninstall(name: string): void {
    if (this.#table === 0) return
    const status = this.binding.core.uninstall(this.address, this.stack())
    if (status !== Status.ok) throw uninstallError(status, name)
    this.#forgetInstall()
  }

  /** Takes the host off its stack, wherever it stands. */
  uninstallAnywhere(): void {
    if (this.#table === 0) return
    this.binding.core.uninstallAnywhere(this.address)
    this.#forgetInstall()
  }

  close(): void {
    this.uninstallAnywhere()
    this.binding.core.hostClose(this.address)
  }

  /** Sums of { handed out, freed, drops, bad frees } over all installs. */
  counts(): { handedOut: number; freed: number; drops: number; badFrees: number } {
    const sum = [0, 0, 0, 0]
    const out = this.binding.out.words
    for (const table of this.#tables) {
      this.binding.core.installCounts(table, out)
      for (const [index, value] of out.entries()) sum[index] = (sum[index] ?? 0) + value
    }
    const [handedOut = 0, freed = 0, drops = 0, badFrees = 0] = sum
    return { handedOut, freed, drops, badFrees }
  }

  #forgetInstall(): void {
    this.#table = 0
    if (this.#scope !== undefined) letGo<Installed>(this.#scope.installed, this)
    this.#scope = undefined
    this.binding.forget(this.id)
  }
}
