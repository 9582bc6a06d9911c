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
  return {
    calls: createCallRecorder(source),
    logs: createLogRecorder(source, options.joinPayload ?? false),
    configWrites: createConfigWriteRecorder(source),
    configReads: createConfigReadRecorder(source),
    dispatches: createRequestRecorder(source, ['dispatch']),
    httpRequests: createRequestRecorder(source, ['http_request']),
    completions: createRequestRecorder(source, ['complete', 'complete_stream']),
    embeddings: createRequestRecorder(source, ['embed']),
    statements: createStatementRecorder(source),
  }
}
