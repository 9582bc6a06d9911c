import type {
  CallRecorder,
  ConfigReadRecorder,
  ConfigWriteRecorder,
  LogRecorder,
  RequestRecorder,
  StatementRecorder,
} from './contract.js'
import { createCallRecorder } from './recorders/call-recorder.js'
import type { CallSource } from './recorders/call-source.js'
import { createConfigReadRecorder } from './recorders/config-read-recorder.js'
import { createConfigWriteRecorder } from './recorders/config-write-recorder.js'
import { createLogRecorder } from './recorders/log-recorder.js'
import { createRequestRecorder } from './recorders/request-recorder.js'
import { createStatementRecorder } from './recorders/statement-recorder.js'

/** The typed views of one journal. */
export interface Recorders {
  readonly calls: CallRecorder
  readonly logs: LogRecorder
  readonly configWrites: ConfigWriteRecorder
  readonly configReads: ConfigReadRecorder
  readonly dispatches: RequestRecorder
  readonly httpRequests: RequestRecorder
  readonly completions: RequestRecorder
  readonly embeddings: RequestRecorder
  readonly statements: StatementRecorder
}

export interface RecorderOptions {
  /** Joins message and payload of `log_structured` with a space, as the upstream kit does. */
  readonly joinPayload?: boolean
}

/**
 * Makes the recorders of a journal.
 *
 * `source` says where the calls are: it may say another place once the host is used, and every recorder starts over there.
 * A read costs what is new since the last one. Answers may be filled in later: recorders read them from the call.
 *
 * @example
 * const { logs } = createRecorders(() => journal)
 */
export function createRecorders(source: () => CallSource, options: RecorderOptions = {}): Recorders {
  return new LazyRecorders(source, options)
}

/** Each recorder is made at its first use: every test has a host, and looks at one or two of them. */
class LazyRecorders implements Recorders {
  readonly #source: () => CallSource
  readonly #options: RecorderOptions
  #calls: CallRecorder | undefined
  #logs: LogRecorder | undefined
  #configWrites: ConfigWriteRecorder | undefined
  #configReads: ConfigReadRecorder | undefined
  #dispatches: RequestRecorder | undefined
  #httpRequests: RequestRecorder | undefined
  #completions: RequestRecorder | undefined
  #embeddings: RequestRecorder | undefined
  #statements: StatementRecorder | undefined

  constructor(source: () => CallSource, options: RecorderOptions) {
    this.#source = source
    this.#options = options
  }

  get calls(): CallRecorder {
    this.#calls ??= createCallRecorder(this.#source)
    return this.#calls
  }

  get logs(): LogRecorder {
    this.#logs ??= createLogRecorder(this.#source, this.#options.joinPayload ?? false)
    return this.#logs
  }

  get configWrites(): ConfigWriteRecorder {
    this.#configWrites ??= createConfigWriteRecorder(this.#source)
    return this.#configWrites
  }

  get configReads(): ConfigReadRecorder {
    this.#configReads ??= createConfigReadRecorder(this.#source)
    return this.#configReads
  }

  get dispatches(): RequestRecorder {
    this.#dispatches ??= createRequestRecorder(this.#source, ['dispatch'])
    return this.#dispatches
  }

  get httpRequests(): RequestRecorder {
    this.#httpRequests ??= createRequestRecorder(this.#source, ['http_request'])
    return this.#httpRequests
  }

  get completions(): RequestRecorder {
    this.#completions ??= createRequestRecorder(this.#source, ['complete', 'complete_stream'])
    return this.#completions
  }

  get embeddings(): RequestRecorder {
    this.#embeddings ??= createRequestRecorder(this.#source, ['embed'])
    return this.#embeddings
  }

  get statements(): StatementRecorder {
    this.#statements ??= createStatementRecorder(this.#source)
    return this.#statements
  }
}
