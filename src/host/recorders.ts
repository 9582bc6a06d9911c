import type {
  CallRecorder,
  ConfigReadRecorder,
  ConfigWriteRecorder,
  LogRecorder,
  RecordedCall,
  RequestRecorder,
  StatementRecorder,
} from './contract.js'
import { CallIndex } from './recorders/call-index.js'
import { createCallRecorder } from './recorders/call-recorder.js'
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
 * `source` returns the calls in their total order: the same array, grown at its end, for as long as the
 * journal lives; a new array after `reset()`, upon which every recorder starts over. A read costs what
 * is new since the last one. Answers may be filled in later: recorders read them from the call.
 *
 * @example
 * const { logs } = createRecorders(() => journal.drain())
 */
export function createRecorders(source: () => readonly RecordedCall[], options: RecorderOptions = {}): Recorders {
  return new LazyRecorders(new CallIndex(source), options)
}

/** Each recorder is made at its first use: every test has a host, and looks at one or two of them. */
class LazyRecorders implements Recorders {
  readonly #index: CallIndex
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

  constructor(index: CallIndex, options: RecorderOptions) {
    this.#index = index
    this.#options = options
  }

  get calls(): CallRecorder {
    this.#calls ??= createCallRecorder(this.#index)
    return this.#calls
  }

  get logs(): LogRecorder {
    this.#logs ??= createLogRecorder(this.#index, this.#options.joinPayload ?? false)
    return this.#logs
  }

  get configWrites(): ConfigWriteRecorder {
    this.#configWrites ??= createConfigWriteRecorder(this.#index)
    return this.#configWrites
  }

  get configReads(): ConfigReadRecorder {
    this.#configReads ??= createConfigReadRecorder(this.#index)
    return this.#configReads
  }

  get dispatches(): RequestRecorder {
    this.#dispatches ??= createRequestRecorder(this.#index, ['dispatch'])
    return this.#dispatches
  }

  get httpRequests(): RequestRecorder {
    this.#httpRequests ??= createRequestRecorder(this.#index, ['http_request'])
    return this.#httpRequests
  }

  get completions(): RequestRecorder {
    this.#completions ??= createRequestRecorder(this.#index, ['complete', 'complete_stream'])
    return this.#completions
  }

  get embeddings(): RequestRecorder {
    this.#embeddings ??= createRequestRecorder(this.#index, ['embed'])
    return this.#embeddings
  }

  get statements(): StatementRecorder {
    this.#statements ??= createStatementRecorder(this.#index)
    return this.#statements
  }
}
