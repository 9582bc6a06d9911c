import { nameProcess, type ProcessName, thisProcess } from '../../src/native/flight-folder.js'
import { anyDead } from '../../src/session/flight/find-deaths.js'
import type { Flight } from '../../src/session/flight/read-flight.js'
import type { ReportedDeath } from '../../src/session/flight/report-deaths.js'
import { printNote } from '../report-end.js'

/** Where the tests of a run stand. */
export interface FilePlace {
  readonly file: string
  readonly root: string
  /** Main process of Jest. */
  readonly run: ProcessName
}

/** The main process of Jest: a worker process of its runs `processChild.js` of jest-worker, and is its child. */
export function mainProcess(): ProcessName {
  return isWorkerProcess() ? nameProcess(process.ppid) : thisProcess()
}

function isWorkerProcess(): boolean {
  return process.send !== undefined && /[\\/]processChild\.js$/.test(process.argv[1] ?? '')
}

/** The console of a test file; `getBuffer`: what it is told goes to the main process with the results of the file. */
export interface FileConsole {
  error(text: string): void
  readonly getBuffer?: unknown
}

/**
 * How a worker process tells. Jest 30 reads the stderr of a worker that it has started in place of one that died, and drops
 * it; what the file's own console is told arrives.
 */
function tellBy(console: FileConsole | undefined): (text: string) => void {
  if (!isWorkerProcess() || console?.getBuffer === undefined) return printNote
  return (text) => console.error(`osaurus-mockhost: ${text}`)
}

/**
 * Tells of the processes that died, each once, and answers with those that died in that file of this run: Jest has sent it
 * again, and it would die again.
 */
export async function tellDeaths(
  { root, run, file }: FilePlace,
  console: FileConsole | undefined,
): Promise<readonly ReportedDeath[]> {
  if (!anyDead(root)) return []
  const tell = tellBy(console)
  // Loaded when needed: most runs have nothing to tell.
  const { reportDeaths } = await import('../../src/session/flight/report-deaths.js')
  reportDeaths(root, run, 'the previous run', tell)
  const deaths = reportDeaths(root, run, 'this run', tell, (flight) => isIn(flight, file) || isOver(flight))
  return deaths.filter(({ death }) => isIn(death.flight, file))
}

function isIn({ tests }: Flight, file: string): boolean {
  return tests.some((test) => test.file === file && test.isRunning)
}

/** Jest does not send the file again whose process a signal has ended: nobody else will tell. */
function isOver({ isFinal, signal, dossier }: Flight): boolean {
  return signal !== 0 || (isFinal && dossier.startsWith('signal\t'))
}
