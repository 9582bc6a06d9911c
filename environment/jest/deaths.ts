import { nameProcess, type ProcessName, thisProcess } from '../../src/native/flight-folder.js'
import { anyDead } from '../../src/session/flight/find-deaths.js'
import type { Flight } from '../../src/session/flight/read-flight.js'
import type { ReportedDeath } from '../../src/session/flight/report-deaths.js'
import { printNotes } from '../report-end.js'

/** The main process of Jest: a worker process of its runs `processChild.js` of jest-worker, and is its child. */
export function mainProcess(): ProcessName {
  const isWorker = process.send !== undefined && /[\\/]processChild\.js$/.test(process.argv[1] ?? '')
  return isWorker ? nameProcess(process.ppid) : thisProcess()
}

/**
 * Tells of the processes that died, each once, and answers with those that died in that file of this run: Jest has sent it
 * again, and it would die again.
 */
export async function tellDeaths(root: string, run: ProcessName, file: string): Promise<readonly ReportedDeath[]> {
  if (!anyDead(root)) return []
  // Loaded when needed: most runs have nothing to tell.
  const { reportDeaths } = await import('../../src/session/flight/report-deaths.js')
  const deaths = reportDeaths(root, run, 'this run', (flight) => isIn(flight, file) || isOver(flight))
  printNotes([...reportDeaths(root, run, 'the previous run'), ...deaths].map(({ text }) => text))
  return deaths.filter(({ death }) => isIn(death.flight, file))
}

function isIn({ tests }: Flight, file: string): boolean {
  return tests.some((test) => test.file === file && test.isRunning)
}

/** Jest does not send the file again whose process a signal has ended: nobody else will tell. */
function isOver({ isFinal, signal, dossier }: Flight): boolean {
  return signal !== 0 || (isFinal && dossier.startsWith('signal\t'))
}
