// What a thread of the plugin pays for db_exec, beside the same statement on the driver itself, prepared each time, and the
// hop to JavaScript and back, which config_get pays too. And what a database costs a test that uses it.
import { MockHost } from 'osaurus-mockhost'
import { openBench } from '../bench-host.mjs'
import { report } from '../report.mjs'

const sql = 'INSERT INTO notes (text, stars) VALUES (?, ?)'
const schema = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT, stars INTEGER)'
const calls = 10_000
const asks = 200

const { host, plugin } = await openBench()
host.onConfigGet = () => 'answer'
const samples = { insert: [], plain: [], fresh: [] }
for (let round = -2; round < 20; round++) {
  host.db.seed(`DROP TABLE IF EXISTS notes; ${schema}`)
  const insert = plugin.invokeSync('insert', calls).result / 1000
  const hop = plugin.invokeSync('ask', asks).result / 1000
  const { fresh, plain } = measurePlainly()
  if (host.db.all('SELECT count(*) AS notes FROM notes')[0].notes !== calls) throw new Error('rows are missing')
  host.reset()
  if (round < 0) continue
  samples.insert.push(insert)
  samples.plain.push(plain + hop)
  samples.fresh.push(fresh)
}
report({
  row: 'db_exec of an INSERT from a background thread',
  unit: 'µs',
  ours: samples.insert,
  baselineIs: 'the driver itself, prepared each time, and config_get answered by JavaScript',
  baseline: samples.plain,
  budget: { ratio: 2 },
})
report({ row: 'a fresh database for a test, opened', unit: 'µs', ours: samples.fresh, budget: { most: 1000 } })

/** Microseconds to open a database, and those of an INSERT in it. */
function measurePlainly() {
  const other = new MockHost()
  const opening = process.hrtime.bigint()
  const { handle } = other.db
  const opened = process.hrtime.bigint()
  handle.exec(schema)
  const start = process.hrtime.bigint()
  for (let call = 0; call < calls; call++) handle.prepare(sql).run('a note of a plugin', 5)
  const plain = Number(process.hrtime.bigint() - start) / 1000 / calls
  other.close()
  return { fresh: Number(opened - opening) / 1000, plain }
}
