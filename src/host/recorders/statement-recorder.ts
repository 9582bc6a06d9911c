import type { RecordedCall, RecordedStatement, StatementRecorder } from '../contract.js'
import { parseExactJSON } from '../storage/exact-json.js'
import type { CallSource } from './call-source.js'
import { EntryView, textArgument } from './entry-view.js'

export function createStatementRecorder(source: () => CallSource): StatementRecorder {
  return new StatementView(source, ['db_exec', 'db_query'])
}

class StatementView extends EntryView<RecordedStatement> {
  protected decode(call: RecordedCall): RecordedStatement {
    const { params } = call.args
    return {
      kind: call.slot === 'db_exec' ? 'exec' : 'query',
      sql: textArgument(call, 'sql'),
      params: typeof params === 'string' && params !== '' ? parseParams(params) : null,
      call,
    }
  }
}

function parseParams(text: string): unknown {
  try {
    return parseExactJSON(text)
  } catch {
    return text
  }
}
