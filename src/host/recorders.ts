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
  const index = new CallIndex(source)
  return {
    calls: createCallRecorder(index),
    logs: createLogRecorder(index, options.joinPayload ?? false),
    configWrites: createConfigWriteRecorder(index),
    configReads: createConfigReadRecorder(index),
    dispatches: createRequestRecorder(index, ['dispatch']),
    httpRequests: createRequestRecorder(index, ['http_request']),
    completions: createRequestRecorder(index, ['complete', 'complete_stream']),
    embeddings: createRequestRecorder(index, ['embed']),
    statements: createStatementRecorder(index),
  }
}
