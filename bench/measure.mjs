import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { root } from '../scripts/run-command.mjs'

/**
 * Runs a program as often as it wants and answers the rows it printed.
 *
 * @param {import('./programs.mjs').Program} program
 */
export async function measure({ name, prepare, runs, isPinned }) {
  const command = await prepare()
  const rows = []
  for (let run = 1; run <= runs; run++) {
    console.log(`measuring ${name}${runs === 1 ? '' : `, run ${run} of ${runs}`}`)
    rows.push(...readRows(await runProgram(isPinned ? pinned(command) : command)))
  }
  if (rows.length === 0) throw new Error(`${name} printed no rows`)
  return rows
}

function pinned(command) {
  return process.platform === 'linux' ? ['taskset', '-c', firstAllowedCpu(), ...command] : command
}

function firstAllowedCpu() {
  return /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
}

/** Answers what it wrote to stdout; stderr, where it tells how far it is, is shown. */
function runProgram([file, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${file} ${args.join(' ')} ended with ${signal ?? code}\n${output}`))
    })
  })
}

function readRows(output) {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}
